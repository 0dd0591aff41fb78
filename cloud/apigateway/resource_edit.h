// Reading and changing what hangs below a resource: methods, integrations, responses.
#pragma once

#include <string>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/records.h"

namespace bellwether::cloud::apigateway {

// Null when there is none.
inline aws::apigateway::Method* find_method(aws::apigateway::Resource& resource,
                                            std::string_view http_method) {
  if (!resource.resourceMethods) return nullptr;
  const auto found = resource.resourceMethods->find(http_method);
  return found == resource.resourceMethods->end() ? nullptr : &found->second;
}

// Calls `edit` with the named method and, when it succeeds, keeps what it changed.
template <class Input, class Edit>
auto edit_method(store::Transaction& transaction, const Scope& scope, const Input& input,
                 const Edit& edit) -> decltype(edit(std::declval<aws::apigateway::Method&>())) {
  const store::Key key = resource_key(scope, input.restApiId, input.resourceId);
  auto resource = load<aws::apigateway::Resource>(transaction, key);
  if (!resource) return no_resource();
  aws::apigateway::Method* method = find_method(*resource, input.httpMethod);
  if (method == nullptr) return no_method();
  auto answer = edit(*method);
  if (answer) transaction.put(key, encode(*resource));
  return answer;
}

template <class Input>
aws::Result<aws::apigateway::Method> read_method(const store::Snapshot& snapshot,
                                                 const Scope& scope, const Input& input) {
  auto resource = load<aws::apigateway::Resource>(
      snapshot, resource_key(scope, input.restApiId, input.resourceId));
  if (!resource) return no_resource();
  aws::apigateway::Method* method = find_method(*resource, input.httpMethod);
  if (method == nullptr) return no_method();
  return std::move(*method);
}

}  // namespace bellwether::cloud::apigateway
