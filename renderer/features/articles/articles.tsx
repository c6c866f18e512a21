export function Articles() {
  return <p>Articles</p>;
}
