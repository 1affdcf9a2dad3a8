/** Names under which packages are imported, where they differ from the package's own. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['attr', 'attrs'],
  ['bs4', 'beautifulsoup4'],
  ['cv2', 'opencv-python-headless'],
  ['dateutil', 'python-dateutil'],
  ['dotenv', 'python-dotenv'],
  ['fitz', 'pymupdf'],
  ['git', 'gitpython'],
  ['hydra', 'hydra-core'],
  ['jose', 'python-jose'],
  ['jwt', 'pyjwt'],
  ['PIL', 'pillow'],
  ['psycopg2', 'psycopg2-binary'],
  ['pytorch_lightning', 'pytorch-lightning'],
  ['skimage', 'scikit-image'],
  ['sklearn', 'scikit-learn'],
  ['umap', 'umap-learn'],
  ['yaml', 'pyyaml'],
]);

/** Modules of Python's own library, `sys.stdlib_module_names` of 3.12 without those that begin with an underscore. */
const STANDARD = new Set(
  `abc aifc antigravity argparse array ast asyncio atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath
  cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses
  dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch
  fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp
  importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap
  modulefinder multiprocessing netrc nis nntplib ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle
  pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat
  queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib
  sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
  symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit tkinter token tokenize
  tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref
  webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo distutils __future__ __main__`.split(
    /\s+/,
  ),
);

/** Modules that a package brings without being named after it, or that are only there in notebooks. */
const IGNORED = new Set(['IPython', 'google', 'mpl_toolkits', 'pkg_resources', 'setuptools']);

/** Packages that the imports ask for; `local` holds the project's own modules. */
export function packagesOfImports(imports: ReadonlySet<string>, local: ReadonlySet<string>): readonly string[] {
  const outside = [...imports].filter(
    (name) => !STANDARD.has(name) && !IGNORED.has(name) && !local.has(name) && !name.startsWith('_'),
  );
  return [...new Set(outside.map((name) => PACKAGES.get(name) ?? name.replaceAll('_', '-').toLowerCase()))].sort();
}
