// @ts-check

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string>} What VS Code has stored of its editors in the browser.
 */
export async function storedEditors(page) {
  return await page.evaluate(async () => {
    const answerOf = (/** @type {IDBRequest} */ request) =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
    let text = '';
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('vscode-web-state-db-')) continue;
      const database = await answerOf(indexedDB.open(name));
      const table = database.transaction('ItemTable').objectStore('ItemTable');
      text += JSON.stringify(await answerOf(table.get('memento/workbench.parts.editor')));
      database.close();
    }
    return text;
  });
}
