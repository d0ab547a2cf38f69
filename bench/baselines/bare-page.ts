/** The first hundred users with the columns of the console, as a plain table: the least that a browser can do. */
export const barePage = `<!doctype html>
<meta charset="utf-8">
<title>Users</title>
<style>
  body { font: 14px sans-serif; margin: 0 }
  div { height: 700px; overflow: auto }
  td { height: 36px; white-space: nowrap }
</style>
<div><table><thead></thead><tbody></tbody></table></div>
<script>
  const query = \`{
    users(first: 100) {
      totalCount
      nodes {
        id username displayName email status createdAt planRefs { name } teamRef { name } primaryLocationRef { name }
        bookingActivity { thisMonth { booked created } lastMonth { booked } firstDate { booked } }
        invoicing { thisMonth { decimal } allTime { decimal } }
      }
    }
  }\`
  const texts = (value) =>
    value === null ? [''] : typeof value === 'object' ? Object.values(value).flatMap(texts) : [String(value)]
  const body = document.querySelector('tbody')
  let users
  globalThis.showRows = (count) => {
    const rows = Array.from({ length: count }, (_unused, index) => {
      const row = document.createElement('tr')
      for (const text of texts(users[index % users.length])) row.insertCell().textContent = text
      return row
    })
    body.replaceChildren(...rows)
  }
  fetch('graphql', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }),
  }).then((response) => response.json()).then(({ data }) => {
    users = data.users.nodes
    showRows(users.length)
  })
</script>
`;
