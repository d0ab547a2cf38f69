import { parse, print } from 'graphql';

export const firstQuery = `# Your account, your organization and its first five users.
# Ctrl+Enter runs the query, Ctrl+Space completes names.
# The book icon on the left opens the documentation.
{
  viewer {
    user {
      username
    }
    role
    organization {
      name
      timezone
    }
  }
  users(first: 5) {
    totalCount
    nodes {
      username
      bookingActivity {
        thisMonth {
          booked
          created
        }
      }
    }
  }
}
`;

/** The query in `?query=` of a link, which runs only when the user presses the button. */
export function linkedQuery(): { initialQuery?: string; initialVariables?: string } {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get('query');
  const variables = parameters.get('variables');
  return {
    ...(query === null ? {} : { initialQuery: readable(query) }),
    ...(variables === null ? {} : { initialVariables: variables }),
  };
}

/** Programs write queries in one line. */
function readable(query: string): string {
  try {
    return query.includes('\n') ? query : print(parse(query));
  } catch {
    return query;
  }
}
