// A site's key stands in the address of the chat that is put into its pages. It
// goes along to whatever is asked for from there.

const key = new URLSearchParams(location.search).get("key");

// keep puts the key into an address of this service, a URL.
export function keep(url) {
  if (key) url.searchParams.set("key", key);
  return url;
}

const own = (address) => keep(new URL(address, location.origin)).href;

if (key) {
  for (const a of document.querySelectorAll('a[href^="/"]')) a.href = own(a.getAttribute("href"));
  for (const form of document.forms) form.action = own(form.getAttribute("action"));
}
