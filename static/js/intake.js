// While a file is being read, the table is put anew every few seconds; without script the link beside it does the same.
(function () {
  var files = document.getElementById("tep");
  if (!files || !window.fetch || !window.DOMParser) return;

  function look() {
    if (!files.hasAttribute("data-moving")) return;
    if (document.hidden || files.contains(document.activeElement)) { setTimeout(look, 3000); return; }
    fetch(location.pathname, { credentials: "same-origin", cache: "no-cache" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById("tep");
        if (!fresh) return;
        files.replaceWith(fresh);
        files = fresh;
        setTimeout(look, 3000);
      })
      .catch(function () { setTimeout(look, 10000); });
  }

  setTimeout(look, 3000);
})();
