import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority in a folder, made for one test by the openssl program. */
export class TestAuthority {
  readonly #folder: string;
  readonly ca: string;
  #count = 0;

  constructor(folder: string, name: string) {
    this.#folder = join(folder, name);
    mkdirSync(this.#folder, { recursive: true });
    this.ca = join(this.#folder, 'ca.pem');
    this.#openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca-key.pem', '-out', 'ca.pem'], {
      days: 2,
      subject: `/CN=${name}`,
    });
  }

  /** @param names subject alternative names, for example `DNS:localhost`; @param days 0 or less: expired already */
  issue(names: readonly string[], { days = 2, isClient = false } = {}): Certificate {
    this.#count += 1;
    const id = `leaf${this.#count}`;
    this.#openssl(['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${id}-key.pem`, '-out', `${id}.csr`], {
      subject: `/CN=${id}`,
    });
    const usage = isClient ? 'clientAuth' : 'serverAuth';
    const alternative = names.length > 0 ? `subjectAltName=${names.join(',')}\n` : '';
    writeFileSync(join(this.#folder, `${id}.ext`), `${alternative}extendedKeyUsage=${usage}\n`);
    const dates =
      days > 0 ? ['-days', String(days)] : ['-not_before', '20200101000000Z', '-not_after', '20200102000000Z'];
    const sign = ['x509', '-req', '-in', `${id}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial'];
    if (days > 0) this.#openssl([...sign, ...dates, '-extfile', `${id}.ext`, '-out', `${id}.pem`]);
    else this.#signExpired(id);
    return { cert: join(this.#folder, `${id}.pem`), key: join(this.#folder, `${id}-key.pem`) };
  }

  /** `x509 -req` of OpenSSL 3.0 cannot set dates in the past; `ca` can. */
  #signExpired(id: string): void {
    writeFileSync(join(this.#folder, 'index.txt'), '');
    const config = [
      '[ca]',
      'default_ca=own',
      '[own]',
      'dir=.',
      'database=index.txt',
      'new_certs_dir=.',
      'default_md=sha256',
      'policy=any',
      'rand_serial=yes',
      '[any]',
      'commonName=supplied',
      '',
    ];
    writeFileSync(join(this.#folder, 'ca.cnf'), config.join('\n'));
    const dates = ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'];
    const files = ['-in', `${id}.csr`, '-out', `${id}.pem`, '-cert', 'ca.pem', '-keyfile', 'ca-key.pem'];
    this.#openssl(['ca', '-batch', '-notext', '-config', 'ca.cnf', ...dates, '-extfile', `${id}.ext`, ...files]);
  }

  #openssl(
    args: readonly string[],
    { days, subject }: { readonly days?: number; readonly subject?: string } = {},
  ): void {
    const more = [...(days === undefined ? [] : ['-days', String(days)]), ...(subject ? ['-subj', subject] : [])];
    execFileSync('openssl', [...args, ...more], { cwd: this.#folder, stdio: 'pipe' });
  }
}
