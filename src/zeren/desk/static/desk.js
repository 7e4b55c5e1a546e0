"use strict";
// With scripts, each change is sent at once and the button that sends them all is not needed.
document.documentElement.classList.add("scripted");
