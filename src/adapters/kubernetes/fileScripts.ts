/**
 * What is run in a container to work with its files: `sh -c <script> trainyard <arguments>`. A script is a constant; paths come as arguments alone
 * and are always absolute, so that no name is ever a command or an option. Scripts travel in the address of a request, so they are short: proxies
 * take addresses of 8 KiB. Only POSIX `sh` and what both busybox and coreutils have is used; where `find` is missing the shell's own patterns do.
 */

/** How scripts say what is wrong, where words of programs would differ. */
export const FILE_EXITS = {
  missing: 40,
  notFolder: 41,
  folder: 42,
  forbidden: 43,
  exists: 44,
  changed: 45,
  broken: 46,
  tooBig: 47,
  special: 48,
} as const;

const WORDS = 'LC_ALL=C;export LC_ALL\n';
/** Kind and rights (hexadecimal), bytes, seconds of the last change. */
const FORMAT = '%f %s %Y';

export const FACTS_SCRIPT = `${WORDS}stat -c '${FORMAT}' "$1"&&{ stat -L -c '${FORMAT}' "$1" 2>/dev/null||:;}`;

/** No name holds a slash, so that `//` ends one whatever else is in it. The second pass tells where links lead. */
export const LIST_SCRIPT = `${WORDS}cd "$1" 2>/dev/null||{ [ -d "$1" ]&&exit ${FILE_EXITS.forbidden};[ -e "$1" ]&&exit ${FILE_EXITS.notFolder};exit ${FILE_EXITS.missing};}
[ -r . ]||exit ${FILE_EXITS.forbidden}
command -v stat>/dev/null||exit 127
f='s ${FORMAT} %n//'
l='l ${FORMAT} %n//'
if command -v find>/dev/null;then
find . ! -name . -prune -exec stat -c "$f" {} +
find . ! -name . -prune -type l -exec stat -L -c "$l" {} + 2>/dev/null
else
set -- ./* ./.[!.]* ./..?*
stat -c "$f" "$@" 2>/dev/null
stat -L -c "$l" "$@" 2>/dev/null
fi
exit 0`;

/** $2: the most bytes. Prints the facts, then the content. */
export const READ_SCRIPT = `${WORDS}s=$(stat -L -c '${FORMAT}' "$1")||exit 1
[ -d "$1" ]&&exit ${FILE_EXITS.folder}
[ -f "$1" ]||exit ${FILE_EXITS.special}
echo "$s"
[ "$(stat -L -c %s "$1")" -le "$2" ]||exit ${FILE_EXITS.tooBig}
exec cat "$1"`;

/**
 * $2: bytes that come, $3: what the file must be (`bytes seconds`, `absent`, or empty for anything), $4: a fresh name. Written beside the file and
 * moved over it; a link is written through. A cut connection leaves the file as it was.
 */
export const WRITE_SCRIPT = `${WORDS}p=$1
if [ -L "$p" ];then p=$(readlink -f "$p";echo .);p=\${p%?.};fi
case $p in /*);;*)exit ${FILE_EXITS.missing};;esac
[ -d "$p" ]&&exit ${FILE_EXITS.folder}
now(){ if [ -e "$p" ];then stat -c '%s %Y' "$p";else echo absent;fi;}
fits(){ [ -z "$1" ]||[ "$(now)" = "$1" ]||exit ${FILE_EXITS.changed};}
fits "$3"
t=\${p%/*}/$4
(set -C;:>"$t")||exit 1
trap 'rm -f "$t"' EXIT
head -c "$2">"$t"||exit 1
[ "$(stat -c %s "$t")" = "$2" ]||exit ${FILE_EXITS.broken}
if [ -e "$p" ];then
chown "$(stat -c %u:%g "$p")" "$t" 2>/dev/null
chmod "$(stat -c %a "$p")" "$t"
fi
fits "$3"
mv -f "$t" "$p"&&stat -c '${FORMAT}' "$p"`;

export const FOLDER_SCRIPT = `${WORDS}mkdir "$1"`;

/** $3: `1` replaces a file. Onto a folder `mv` and `cp` would go into it. */
const toTarget = (program: string) => `${WORDS}[ -e "$1" ]||[ -L "$1" ]||exit ${FILE_EXITS.missing}
[ -d "$2" ]&&exit ${FILE_EXITS.exists}
if [ "$3" != 1 ];then { [ -e "$2" ]||[ -L "$2" ];}&&exit ${FILE_EXITS.exists};fi
${program} "$1" "$2"`;

export const MOVE_SCRIPT = toTarget('mv -f');
export const COPY_SCRIPT = toTarget('cp -R');

export const REMOVE_SCRIPT = `${WORDS}[ -e "$1" ]||[ -L "$1" ]||exit ${FILE_EXITS.missing}
rm -rf "$1"`;

/** All regular files of `./$2` in the folder $1, or the one that a link of that name leads to. */
export const SURVEY_SCRIPT = `${WORDS}cd "$1"||exit ${FILE_EXITS.missing}
[ -e "./$2" ]||exit ${FILE_EXITS.missing}
command -v stat>/dev/null&&command -v find>/dev/null||exit 127
find -H "./$2" -type f -exec stat -L -c 's ${FORMAT} %n//' {} +`;

/** The files of $1 whose names come as $2 bytes with a NUL behind each. `xargs` makes one archive after the other when there are many. */
export const PACK_SCRIPT = `${WORDS}cd "$1"||exit ${FILE_EXITS.missing}
head -c "$2"|xargs -0 tar -chf -`;

/** The file from block $2 of $3 bytes on, as long as it is still $4 (`bytes seconds`). */
export const TAIL_SCRIPT = `${WORDS}[ "$(stat -L -c '%s %Y' "$1")" = "$4" ]||exit ${FILE_EXITS.changed}
exec dd if="$1" bs="$3" skip="$2" 2>/dev/null`;
