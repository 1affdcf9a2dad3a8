import type { Failure } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { RegistryAnswer } from '../images/registryImage.ts';
import type { KubernetesCheck, KubernetesPreflightFacts } from './kubernetesPreflight.ts';

/** Whether the image is there, can be pulled, and runs on the processors of the nodes. */
export function checkImage({ image, nodes }: KubernetesPreflightFacts): KubernetesCheck[] {
  const { reference, answer, whyNotAsked } = image;
  const head = { id: 'image', title: t('Image') };
  if (!answer) {
    return [{ ...head, state: 'unknown', message: whyNotAsked ?? t('The registry was not asked for {0}.', reference) }];
  }
  if (!answer.ok) return [{ ...head, ...problemOf(answer.failure) }];
  const { architectures } = answer.value;
  const known = Array.from(new Set((nodes ?? []).map(({ architecture }) => architecture)));
  if (architectures.length > 0 && known.length > 0 && !known.some((one) => architectures.includes(one))) {
    const message = t(
      '{0} is an image for {1}, and the nodes run {2}.',
      reference,
      architectures.join(', '),
      known.join(', '),
    );
    return [{ ...head, state: 'fail', message, fix: t('Build it for that platform.') }];
  }
  const checks: KubernetesCheck[] = [{ ...head, ...pullable(reference, answer.value) }];
  if (!reference.includes('@')) {
    checks.push({
      id: 'image:tag',
      title: head.title,
      state: 'warning',
      message: t('{0} is a tag, so pods that start later may run another image.', reference),
      fix: t('Deploy {0}.', `${reference}@${answer.value.digest}`),
    });
  }
  return checks;
}

type Finding = Pick<KubernetesCheck, 'state' | 'message' | 'fix'>;

/** Without a login that is taken nothing is known: nodes may have one of their own. */
function problemOf({ code, message, nextStep }: Failure): Finding {
  const state = code === 'not-found' || code === 'forbidden' ? 'fail' : 'unknown';
  return { state, message, ...(nextStep ? { fix: nextStep } : {}) };
}

function pullable(reference: string, { by, architectures }: RegistryAnswer): Finding {
  const platforms = architectures.length === 0 ? '' : ` (${architectures.join(', ')})`;
  if (by === 'anybody') return { state: 'pass', message: t('{0} can be pulled{1}.', reference, platforms) };
  if (by !== 'you') {
    return {
      state: 'pass',
      message: t('{0} can be pulled with the Secret “{1}”{2}.', reference, by.secret, platforms),
    };
  }
  return {
    state: 'unknown',
    message: t('{0} is there{1}, but only with a login, and the pods have none that fits.', reference, platforms),
    fix: t('Name a Secret under “pullSecrets” of the target, unless the nodes have a login of their own.'),
  };
}
