(function () {
  "use strict";
  var box = document.getElementById("langganan"), said = box.querySelector("[role=status]");
  box.querySelectorAll("button").forEach(function (button) {
    var code = document.getElementById(button.value);
    function done() { said.textContent = button.dataset.done; }
    // Where the page came without TLS there is no clipboard to write to, but what is selected can be copied.
    function copySelected() { if (document.execCommand("copy")) done(); }
    button.addEventListener("click", function () {
      said.textContent = "";
      getSelection().selectAllChildren(code);
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, copySelected);
      else copySelected();
    });
    button.hidden = false;
  });
})();
