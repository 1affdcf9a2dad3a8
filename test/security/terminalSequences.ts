// Sixty sequences with which text acts on a terminal, or turns around what a reader sees.
const ESC = '\u001b';
const BEL = '\u0007';
const ST = `${ESC}\\`;

export const TERMINAL_SEQUENCES: readonly string[] = [
  // Clipboard, titles, links, notifications, colours and files of the terminal
  ...[
    '52;c;Y2FuYXJ5',
    '0;title',
    '2;title',
    '1;icon',
    '8;;https://example.org/',
    '9;4;1;50',
    '777;notify;a;b',
    '4;1;rgb:0/0/0',
    '10;?',
    '11;#000000',
    '50;font',
    '1337;File=inline=1:AAAA',
    '133;A',
    '7;file:///etc',
  ].flatMap((text) => [`${ESC}]${text}${BEL}`, `${ESC}]${text}${ST}`]),
  // Device control, privacy, application and start of string
  `${ESC}P+q544e${ST}`,
  `${ESC}P$qm${ST}`,
  `${ESC}Pq#0;2;0;0;0${ST}`,
  `${ESC}_Gf=24;AAAA${ST}`,
  `${ESC}^private${ST}`,
  `${ESC}Xstring${ST}`,
  // Cursor, screen, modes, answers
  ...[
    '2J',
    '3J',
    'H',
    '1;1H',
    '10A',
    '10D',
    '2K',
    '6n',
    'c',
    '>c',
    '5n',
    '?25l',
    '?1049h',
    '?2004h',
    '?1000h',
    '4h',
    '20h',
    '!p',
    '1;5r',
    's',
    'u',
    '21t',
    '8;10;10t',
    '5i',
    '4i',
  ].map((text) => `${ESC}[${text}`),
  // Single characters, character sets, reset
  ...['c', '7', '8', 'D', 'E', 'M', 'Z', '=', '>', '(0', ')B', '#8', ' F', 'N', 'O'].map((text) => `${ESC}${text}`),
  // The same of C1, and control characters alone
  '\u009b2J',
  '\u009d52;c;Y2FuYXJ5\u009c',
  '\u0090q\u009c',
  '\u0085',
  BEL,
  '\b\b\b\b',
  '\u0000',
  '\u000e',
  '\u007f',
  // Not closed, or closed by another
  `${ESC}]52;c;Y2FuYXJ5`,
  `${ESC}[`,
  ESC,
  `${ESC}${ESC}]0;a${BEL}`,
];

/** Control characters that must be gone; line ends and tabs may stay. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
export const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
