// Counts trusted clicks on the card's button, and replies to messages on the port from the content script.

const REPLY_DELAY_MS = 300;
const output = document.querySelector('output');
document.querySelector('button').addEventListener('click', (event) => {
  if (event.isTrusted) output.textContent = Number(output.textContent) + 1;
});
window.addEventListener('message', (event) => {
  if (event.data.token !== location.hash.slice(1)) return;
  const [port] = event.ports;
  port.onmessage = ({ data }) => setTimeout(() => port.postMessage(`${data}, received`), REPLY_DELAY_MS);
});
