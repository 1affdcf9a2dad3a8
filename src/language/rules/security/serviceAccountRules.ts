import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Pod } from '../../manifest/pod.ts';

const IMAGE = 'image: nginx:1.27.3';

/** Undefined when it is not known, or that of the namespace when none is named. */
function accountOf({ spec }: Pod): string | undefined {
  const value = spec.at('serviceAccountName') ?? spec.at('serviceAccount');
  if (!value || value.isNull) return 'default';
  return value.text === '' ? 'default' : value.text;
}

/** sec-automount-token, sec-default-service-account */
export const serviceAccountRules: readonly ManifestRule[] = [
  {
    id: 'sec-automount-token',
    on: 'pod',
    kinds: 'pods',
    severity: 'info',
    isAboutAbsence: true,
    aliases: [
      'polaris/automountServiceAccountToken',
      'kubesec/AutomountServiceAccountToken',
      'trivy/KSV-0036',
      'datree/SRVACC_INCORRECT_AUTOMOUNTSERVICEACCOUNTTOKEN_VALUE',
      'datree/CIS_INVALID_VALUE_AUTOMOUNTSERVICEACCOUNTTOKEN',
      'kyverno/disable-automountserviceaccounttoken',
      'kyverno/restrict-automount-sa-token',
      'kyverno/restrict-sa-automount-sa-token',
    ],
    fix: 'choice',
    check(pod, report) {
      const value = pod.spec.at('automountServiceAccountToken');
      if (value && value.boolean !== true) return;
      // An account of its own was made because the program asks the API.
      if (!value && accountOf(pod) !== 'default') return;
      report.at(value?.span ?? pod.head, t('The pod gets a token of the API, which most programs do not need.'), {
        fixes: () =>
          choiceFix(
            t('Mount no token'),
            value ? replaceValue(value, 'false') : insertUnder(pod.spec, [], 'automountServiceAccountToken: false'),
          ),
      });
    },
    page: () => ({
      what: 'A pod mounts a token of the API: it says so, or it says nothing and has no service account of its own.',
      why: 'Whoever breaks into the program can speak to the API server with it.',
      source: 'Kubernetes documentation, Configure Service Accounts for Pods.',
      bad: podWith(IMAGE),
      good: podWith(IMAGE, 'automountServiceAccountToken: false'),
    }),
  },
  {
    id: 'sec-default-service-account',
    on: 'pod',
    kinds: 'pods',
    severity: 'info',
    aliases: [
      'kube-linter/default-service-account',
      'kubesec/ServiceAccountName',
      'datree/CIS_INVALID_VALUE_AUTOMOUNTSERVICEACCOUNTTOKEN',
    ],
    check(pod, report) {
      const token = pod.spec.at('automountServiceAccountToken');
      const named = pod.spec.at('serviceAccountName') ?? pod.spec.at('serviceAccount');
      // Without a name it is the business of sec-automount-token, unless the token is asked for.
      if (accountOf(pod) !== 'default' || token?.boolean === false || (!named && token?.boolean !== true)) return;
      const place = named ?? token;
      if (place)
        report.at(
          place.span,
          t('All pods of the namespace share the account “default”: rights for one are rights for all.'),
        );
    },
    page: () => ({
      what: 'A pod uses the service account `default`, by name or because it asks for a token and names none.',
      why: 'Rights that one program needs are then given to every pod of the namespace that names no account.',
      source: 'Kubernetes documentation, Role Based Access Control Good Practices.',
      bad: podWith(IMAGE, 'serviceAccountName: default'),
      good: podWith(IMAGE, 'serviceAccountName: web'),
    }),
  },
];
