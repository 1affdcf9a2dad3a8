const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));
const PULL_REQUEST = words(
  'assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed auto_merge_enabled auto_merge_disabled',
);

/** Events that start workflows, with their activity types; without a list they have none, or any. Source: GitHub documentation, Events that trigger workflows. */
export const WORKFLOW_EVENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['branch_protection_rule', words('created edited deleted')],
  ['check_run', words('created rerequested completed requested_action')],
  ['check_suite', words('completed')],
  ['create', []],
  ['delete', []],
  ['deployment', []],
  ['deployment_status', []],
  [
    'discussion',
    words(
      'created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked category_changed answered unanswered',
    ),
  ],
  ['discussion_comment', words('created edited deleted')],
  ['fork', []],
  ['gollum', []],
  ['image_version', []],
  ['issue_comment', words('created edited deleted')],
  [
    'issues',
    words(
      'opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked unlocked milestoned demilestoned typed untyped',
    ),
  ],
  ['label', words('created edited deleted')],
  ['merge_group', words('checks_requested')],
  ['milestone', words('created closed opened edited deleted')],
  ['page_build', []],
  ['public', []],
  ['pull_request', PULL_REQUEST],
  ['pull_request_target', PULL_REQUEST],
  ['pull_request_review', words('submitted edited dismissed')],
  ['pull_request_review_comment', words('created edited deleted')],
  ['push', []],
  ['registry_package', words('published updated')],
  ['release', words('published unpublished created edited deleted prereleased released')],
  ['repository_dispatch', []],
  ['schedule', []],
  ['status', []],
  ['watch', words('started')],
  ['workflow_call', []],
  ['workflow_dispatch', []],
  ['workflow_run', words('completed requested in_progress')],
]);

/** Which events take a filter. Source: GitHub documentation, Workflow syntax, on.<event>. */
export const FILTER_EVENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['branches', ['push', 'pull_request', 'pull_request_target', 'workflow_run', 'merge_group']],
  ['branches-ignore', ['push', 'pull_request', 'pull_request_target', 'workflow_run', 'merge_group']],
  ['tags', ['push']],
  ['tags-ignore', ['push']],
  ['paths', ['push', 'pull_request', 'pull_request_target']],
  ['paths-ignore', ['push', 'pull_request', 'pull_request_target']],
]);
