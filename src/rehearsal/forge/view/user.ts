import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { nodeId } from './node-id.ts';

/** GitHub's `simple-user`. */
export function simpleUser(world: World, user: User) {
  const api = `${world.apiUrl}/users/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.kind, user.id),
    avatar_url: `${world.url}/avatars/${user.id}`,
    gravatar_id: '',
    url: api,
    html_url: `${world.url}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.kind,
    site_admin: false,
  };
}

/** GitHub's `public-user`. */
export function publicUser(world: World, user: User) {
  return {
    ...simpleUser(world, user),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: user.email,
    hireable: null,
    bio: null,
    public_repos: [...world.repositories.values()].filter(({ owner }) => owner === user).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}
