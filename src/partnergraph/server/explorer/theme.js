// Light or dark, as the system has it, before anything is drawn.
"use strict";

document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
