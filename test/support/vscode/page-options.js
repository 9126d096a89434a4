// Runs in the workbench's page before its own scripts: the extension may use the sign-in without the question for
// consent, as for a user who has said yes before. The workbench reads that from its page, edited here while it is parsed.
if (window.top === window) {
  const edit = (node) => {
    if (node.id !== 'vscode-workbench-web-configuration' || node.dataset.edited) return;
    node.dataset.edited = '1';
    const settings = JSON.parse(node.getAttribute('data-settings'));
    settings.productConfiguration.trustedExtensionAuthAccess = ['runmaestro.maestro-symphony'];
    delete settings.productConfiguration.extensionsGallery;
    node.setAttribute('data-settings', JSON.stringify(settings));
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.nodeName === 'META') edit(node);
  }).observe(document, { childList: true, subtree: true });
}
