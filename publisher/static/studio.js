// What a form got wrong is heard first: the summary takes the focus, as GOV.UK's own script does.

const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}
