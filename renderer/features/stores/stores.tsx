export function Stores() {
  return <p>Stores</p>;
}
