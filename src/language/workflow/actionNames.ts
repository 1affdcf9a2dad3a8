/** What makes a folder an action. Source: GitHub documentation, "Metadata syntax for GitHub Actions". */
export const ACTION_NAMES = ['action.yml', 'action.yaml', 'Dockerfile'] as const;
