const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
/** As go-openapi reads it: Go's durations, and a number with a word such as `5 minutes`. */
const DURATION = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)\s*[a-zµ]+(?:\s*(?:\d+(?:\.\d*)?|\.\d+)\s*[a-zµ]+)*$|^0$/i;

const TEXT_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => DATE_TIME.test(text),
  date: (text) => DATE.test(text),
  byte: (text) => BASE64.test(text.replaceAll(/[\r\n]/g, '')),
  ipv4: (text) => IPV4.test(text),
  uuid: (text) => UUID.test(text),
  duration: (text) => DURATION.test(text),
};

/** Whether the API server takes a text in a format; formats that are not known take everything. */
export function fitsFormat(format: string, text: string): boolean {
  return TEXT_FORMATS[format]?.(text) ?? true;
}

const MOST_INT32 = 2 ** 31;
const MOST_INT64 = 2 ** 63;

/** Whether a whole number fits the Go type of a format. CRDs do not check it (measured on 1.34). */
export function fitsInteger(format: string, value: number): boolean {
  const most = format === 'int32' ? MOST_INT32 : format === 'int64' ? MOST_INT64 : Number.POSITIVE_INFINITY;
  return value < most && value >= -most;
}
