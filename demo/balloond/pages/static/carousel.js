// The script of a page element that is no longer there.
document.querySelector(".carousel").classList.add("ready");
