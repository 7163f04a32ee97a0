"use strict";
// Moments of the call are looked up in the sprite: the pieces say what lies where.
const player = document.getElementById("player");
const now = document.getElementById("now");
const seek = document.getElementById("seek");
const told = document.getElementById("told");
const toggle = document.getElementById("toggle");
const gone = document.querySelector(".seekbar .gone");
const width = document.querySelector(".seekbar").viewBox.baseVal.width;
const pieces = JSON.parse(player.dataset.pieces);
let stopAt = Infinity;
function shown(moment) {
  now.textContent = Math.floor(moment / 60) + ":" + String(Math.floor(moment % 60)).padStart(2, "0");
  seek.value = moment;
  gone.setAttribute("width", (width * moment) / Number(seek.max));
}
function start() {
  const promise = player.play();
  if (promise) promise.catch(() => {});
}
function to(moment, end) {
  const piece = pieces.find(([from, until]) => from <= moment && moment <= until);
  told.textContent = piece ? "" : told.dataset.silent;
  shown(moment);
  if (!piece) {
    player.pause();
    return false;
  }
  const [from, until, at] = piece;
  player.currentTime = at + moment - from;
  stopAt = at + Math.min(end, until) - from;
  return true;
}
function chosen(event) {
  const item = event.target.closest("[data-start]");
  if (!item) return;
  if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
  if (event.type === "keydown" && item.tagName === "BUTTON") return;
  event.preventDefault();
  if (to(Number(item.dataset.start), Number(item.dataset.end || Infinity))) start();
}
document.addEventListener("click", chosen);
document.addEventListener("keydown", chosen);
seek.addEventListener("input", () => to(Number(seek.value), Infinity));
toggle.addEventListener("click", () => {
  if (!player.paused) player.pause();
  else if (told.textContent !== told.dataset.silent) start();
});
player.addEventListener("play", () => { toggle.textContent = "❚❚"; told.textContent = ""; });
player.addEventListener("pause", () => { toggle.textContent = "▶"; });
player.addEventListener("timeupdate", () => {
  const time = player.currentTime;
  if (time >= stopAt) {
    stopAt = Infinity;
    player.pause();
  }
  const piece = pieces.find(([from, until, at]) => at <= time && time <= at + until - from);
  if (piece && told.textContent !== told.dataset.silent) shown(piece[0] + time - piece[2]);
});
