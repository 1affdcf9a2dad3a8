import { stripAnsi } from './ansi.ts';
import { jsonLine } from './jsonLine.ts';

/** How serious a line is. Lines that do not say it have none. */
export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

/** The level stands near the start of a line, after a time and a name at most. */
const HEAD = 200;

const WORDS = new Map<string, LogLevel>([
  ['TRACE', 'debug'],
  ['DEBUG', 'debug'],
  ['INFO', 'info'],
  ['NOTICE', 'info'],
  ['WARN', 'warning'],
  ['WARNING', 'warning'],
  ['ERROR', 'error'],
  ['ERR', 'error'],
  ['SEVERE', 'error'],
  ['CRITICAL', 'error'],
  ['CRIT', 'error'],
  ['FATAL', 'error'],
  ['PANIC', 'error'],
  ['EMERGENCY', 'error'],
]);

/** `ERROR:root:`, `INFO:     Started`, `2026-01-01 10:00:00,123 - name - WARNING - …`, `[ERROR]`, `| INFO |`, `<WARN>`: capital words between delimiters. */
const CAPITAL =
  /(?:^|[\s[|(<:-])(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|SEVERE|CRIT(?:ICAL)?|FATAL|PANIC)(?=$|[\s\]|):>,-])/;
/** `level=error`, `lvl=warn` (logfmt). */
const LOGFMT = /(?:^|\s)(?:level|lvl|severity)=["']?([a-z]+)/i;
/** `W0101 10:00:00.123456  1234 file.cc:12]` (glog, absl, klog). */
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+\s/;
/** `ValueError: …`, `torch.cuda.OutOfMemoryError: …`: the last line of a Python traceback. */
const EXCEPTION = /^(?:\[rank\d+\]:\s*)?(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit)(?::|$)/;
/** `file.py:12: UserWarning: …`. */
const PYTHON_WARNING = /\.py:\d+: (?:[A-Za-z_]\w*\.)*\w*Warning:/;
/** `error: …`, `Fatal: …` at the very start; `npm ERR!`. */
const LEADING = /^(error|fatal|warning|panic)(?:\[\w+\])?:/i;

const GLOG_LEVELS = new Map<string, LogLevel>([
  ['I', 'info'],
  ['W', 'warning'],
  ['E', 'error'],
  ['F', 'error'],
]);

/** The level that a line names itself, in the manners of Python logging, uvicorn, glog, logfmt and JSON. Never guessed from its wording. */
export function levelOf(text: string): LogLevel | undefined {
  const line = stripAnsi(text.length > 4096 ? text.slice(0, 4096) : text);
  if (line.startsWith('{')) {
    const named = jsonLine(stripAnsi(text))?.level;
    if (named !== undefined) return WORDS.get(named.toUpperCase());
  }
  const head = line.length > HEAD ? line.slice(0, HEAD) : line;
  return wordLevel(head) ?? exceptionLevel(head, line);
}

function wordLevel(head: string): LogLevel | undefined {
  const glog = GLOG.exec(head)?.[1];
  if (glog !== undefined) return GLOG_LEVELS.get(glog);
  for (const pattern of [CAPITAL, LOGFMT, LEADING]) {
    const word = pattern.exec(head)?.[1];
    if (word !== undefined) return WORDS.get(word.toUpperCase());
  }
  return undefined;
}

function exceptionLevel(head: string, line: string): LogLevel | undefined {
  if (EXCEPTION.test(head) || head.includes('Traceback (most recent call last)')) return 'error';
  return PYTHON_WARNING.test(line) ? 'warning' : undefined;
}
