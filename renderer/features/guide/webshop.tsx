export function Webshop() {
  return <p>Webshop</p>;
}
