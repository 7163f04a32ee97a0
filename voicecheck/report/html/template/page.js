"use strict";
// Moments of the call are looked up in the sprite: the pieces say what lies where.
const player = document.getElementById("player");
const now = document.getElementById("now");
const pieces = JSON.parse(player.dataset.pieces);
let stopAt = Infinity;
function play(start, end) {
  const piece = pieces.find(([from, to]) => from <= start && start <= to);
  if (!piece) return;
  const [from, to, at] = piece;
  player.currentTime = at + start - from;
  stopAt = at + Math.min(end, to) - from;
  const promise = player.play();
  if (promise) promise.catch(() => {});
}
function chosen(event) {
  const item = event.target.closest("[data-start]");
  if (!item) return;
  if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
  if (event.type === "keydown" && item.tagName === "BUTTON") return;
  event.preventDefault();
  const start = Number(item.dataset.start);
  play(start, Number(item.dataset.end || Infinity));
}
document.addEventListener("click", chosen);
document.addEventListener("keydown", chosen);
player.addEventListener("timeupdate", () => {
  const time = player.currentTime;
  if (time >= stopAt) {
    stopAt = Infinity;
    player.pause();
  }
  const piece = pieces.find(([from, to, at]) => at <= time && time <= at + to - from);
  if (!piece) return;
  const moment = piece[0] + time - piece[2];
  now.textContent = Math.floor(moment / 60) + ":" + String(Math.floor(moment % 60)).padStart(2, "0");
});
