// Two hundred strings that run a script where text becomes markup. Each says so by calling `ran()`.
const PAYLOADS = [
  '<script>ran()</script>',
  '<img src=x onerror=ran()>',
  '<img src="/beacon" onload=ran()>',
  '<svg onload=ran()></svg>',
  '<svg><script>ran()</script></svg>',
  '<svg><animate onbegin=ran() attributeName=x dur=1s>',
  '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
  '<iframe src="javascript:parent.ran()"></iframe>',
  '<a href="javascript:ran()" autofocus onfocus=ran()>x</a>',
  '<input autofocus onfocus=ran()>',
  '<details open ontoggle=ran()>',
  '<video><source onerror=ran()></video>',
  '<body onload=ran()>',
  '<style>@import "/beacon.css";</style>',
  '<link rel=stylesheet href="/beacon.css">',
  '<object data="/beacon"></object>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=ran()></style></mglyph></math>',
  '<base href="https://example.org/">',
  '<meta http-equiv=refresh content="0;url=/beacon">',
  '<form action=/beacon><button autofocus onfocus=ran()>x</form>',
];
const WRAPPERS: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `epoch 1 ${payload} loss=0.3`,
  (payload) => `"><b>${payload}`,
  (payload) => `'>${payload}`,
  (payload) => `</textarea></title></style></script>${payload}`,
  (payload) => `<!--><x>${payload}`,
  (payload) => `\u001b[31m${payload}\u001b[0m`,
  (payload) => `{"level":"error","message":${JSON.stringify(payload)},${JSON.stringify(payload)}:1}`,
  (payload) => `  File "${payload}", line 3, in main`,
  (payload) => `&lt;${payload}&gt;\u0000`,
];

export const INJECTION_STRINGS: readonly string[] = PAYLOADS.flatMap((payload) =>
  WRAPPERS.map((wrap) => wrap(payload)),
);
