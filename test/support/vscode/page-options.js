// Runs in the workbench's page before its own scripts, and changes what the server has told that page: one server then serves
// windows of every kind. `maestroPage` is the `PageOptions` of `editor.ts`.
if (window.top === window) {
  const { restricted, testDriver } = globalThis.maestroPage;
  const edit = (node) => {
    if (node.id !== 'vscode-workbench-web-configuration' || node.dataset.edited) return;
    node.dataset.edited = '1';
    const settings = JSON.parse(node.getAttribute('data-settings'));
    // The extension may use the sign-in without the question for consent, as for a user who has said yes before.
    settings.productConfiguration.trustedExtensionAuthAccess = ['runmaestro.maestro-symphony'];
    delete settings.productConfiguration.extensionsGallery;
    settings.enableWorkspaceTrust = restricted;
    if (testDriver)
      settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    node.setAttribute('data-settings', JSON.stringify(settings));
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.nodeName === 'META') edit(node);
  }).observe(document, { childList: true, subtree: true });
}
