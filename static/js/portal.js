// What pages do when scripts run. Every page works without this file.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink,
} from "./govuk-frontend.js";
import { watchProgress } from "./progress.js";

for (const Component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink,
]) {
  createAll(Component);
}
document.querySelectorAll("[data-progress-url]").forEach(watchProgress);
