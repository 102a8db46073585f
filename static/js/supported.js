// Tells the stylesheet that scripts run here. In the head and not a module, so that nothing jumps.
// GOV.UK Frontend looks for the class on <body>, which does not exist yet: it is set as soon as it does.
(function () {
  var classes = ["js-enabled"];
  if ("noModule" in HTMLScriptElement.prototype) classes.push("govuk-frontend-supported");
  document.documentElement.classList.add("js-enabled");
  new MutationObserver(function (changes, observer) {
    if (!document.body) return;
    observer.disconnect();
    classes.forEach(function (name) { document.body.classList.add(name); });
  }).observe(document.documentElement, { childList: true });
})();
