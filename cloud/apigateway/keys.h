// How REST APIs lie in the store. After the scope (account, region), by tag:
//
//   A text(api)                   -> RestApi
//   R text(api) text(resource)    -> Resource, with its methods, integrations and responses inside
//   D text(api) text(deployment)  -> Deployment, with its summary
//   X text(api) text(deployment)  -> Resources: the API as it was deployed, never changed
//   Y text(api) text(deployment)  -> RestApi: the same for the API's own members
//   S text(api) text(stage)       -> Stage
//
// and without a scope, because a call to a deployed API carries none:
//
//   I text(api)                   -> "account/region"
//
// Every value begins with a version byte, 1; shapes follow as their JSON on AWS's wire.
#pragma once

#include <string_view>

#include "cloud/store/key.h"

namespace bellwether::cloud::apigateway {

inline store::Key scoped_key(const Scope& scope, char tag) {
  store::Key key(store::Owner::apigateway, scope);
  key.tag(tag);
  return key;
}

inline store::Key apis_key(const Scope& scope) {
  return scoped_key(scope, 'A');
}

inline store::Key api_key(const Scope& scope, std::string_view api) {
  return apis_key(scope).text(api);
}

// Everything of one kind that belongs to an API; `tag` as above.
inline store::Key children_key(const Scope& scope, char tag, std::string_view api) {
  return scoped_key(scope, tag).text(api);
}

inline store::Key resource_key(const Scope& scope, std::string_view api, std::string_view id) {
  return children_key(scope, 'R', api).text(id);
}

inline store::Key deployment_key(const Scope& scope, std::string_view api, std::string_view id) {
  return children_key(scope, 'D', api).text(id);
}

inline store::Key deployed_resources_key(const Scope& scope, std::string_view api,
                                         std::string_view id) {
  return children_key(scope, 'X', api).text(id);
}

inline store::Key deployed_api_key(const Scope& scope, std::string_view api, std::string_view id) {
  return children_key(scope, 'Y', api).text(id);
}

inline store::Key stage_key(const Scope& scope, std::string_view api, std::string_view name) {
  return children_key(scope, 'S', api).text(name);
}

// Accounts are digits, so no scope begins with this tag.
inline store::Key scope_of_key(std::string_view api) {
  return store::Key(store::Owner::apigateway).tag('I').text(api);
}

}  // namespace bellwether::cloud::apigateway
