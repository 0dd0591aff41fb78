#include <algorithm>
#include <cctype>

#include "cloud/apigateway/errors.h"
#include "cloud/apigateway/keys.h"
#include "cloud/apigateway/paging.h"
#include "cloud/apigateway/path_part.h"
#include "cloud/apigateway/records.h"
#include "cloud/apigateway/service.h"

namespace bellwether::cloud::apigateway {
namespace {

using namespace aws::apigateway;

constexpr std::size_t kResourceIdLength = 6;

// Methods are listed by name only, unless they are asked for.
void summarise_methods(Resource& resource) {
  if (!resource.resourceMethods) return;
  for (auto& [name, method] : *resource.resourceMethods) method = Method{};
}

Result<bool> embeds_methods(const std::optional<std::vector<std::string>>& embed) {
  bool methods = false;
  for (const std::string& what : embed.value_or(std::vector<std::string>{})) {
    if (what != "methods") {
      return bad_request("Invalid embed value specified: " + what + ". It must be methods");
    }
    methods = true;
  }
  return methods;
}

Result<aws::Unit> check_place(const Resource& parent, const std::vector<Resource>& all,
                              const std::string& path_part) {
  if (is_greedy(parent.pathPart.value_or(""))) {
    return bad_request("Cannot create a child of a resource with a greedy path variable: " +
                       *parent.pathPart);
  }
  for (const Resource& sibling : all) {
    if (sibling.parentId != parent.id) continue;
    const std::string& other = *sibling.pathPart;
    if (other == path_part) {
      return conflict("Another resource with the same parent already has this name: " + path_part);
    }
    // {id} and {proxy+} may stand side by side, two of a kind may not.
    if (is_variable(other) && is_variable(path_part) && is_greedy(other) == is_greedy(path_part)) {
      return bad_request("A sibling (" + other +
                         ") of this resource already has a variable path part -- only one is "
                         "allowed");
    }
  }
  return aws::Unit{};
}

}  // namespace

Task<Result<Resource>> Service::create_resource(const RequestContext& context,
                                                CreateResourceRequest input) {
  if (!is_valid_path_part(input.pathPart)) {
    co_return bad_request(
        "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly "
        "braces at the beginning and the end.");
  }
  Resource resource;
  resource.id = random_.base36(kResourceIdLength);
  resource.parentId = input.parentId;
  resource.pathPart = input.pathPart;
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<Resource> {
    const Scope& scope = context.scope;
    const auto parent =
        load<Resource>(transaction, resource_key(scope, input.restApiId, input.parentId));
    if (!parent) return no_resource();
    const auto all = load_all<Resource>(transaction, children_key(scope, 'R', input.restApiId));
    if (auto checked = check_place(*parent, all, input.pathPart); !checked) {
      return std::unexpected(checked.error());
    }
    resource.path = (*parent->path == "/" ? "" : *parent->path) + "/" + input.pathPart;
    transaction.put(resource_key(scope, input.restApiId, *resource.id), encode(resource));
    return resource;
  });
}

Task<Result<Resource>> Service::get_resource(const RequestContext& context,
                                             GetResourceRequest input) {
  const auto methods = embeds_methods(input.embed);
  if (!methods) co_return std::unexpected(methods.error());
  const store::Snapshot snapshot = store_.read();
  auto resource =
      load<Resource>(snapshot, resource_key(context.scope, input.restApiId, input.resourceId));
  if (!resource) co_return no_resource();
  if (!*methods) summarise_methods(*resource);
  co_return std::move(*resource);
}

Task<Result<Resources>> Service::get_resources(const RequestContext& context,
                                               GetResourcesRequest input) {
  const auto methods = embeds_methods(input.embed);
  if (!methods) co_return std::unexpected(methods.error());
  const Scope& scope = context.scope;
  const store::Snapshot snapshot = store_.read();
  if (!snapshot.get(api_key(scope, input.restApiId))) co_return no_api(scope, input.restApiId);
  auto resources = load_all<Resource>(snapshot, children_key(scope, 'R', input.restApiId));
  std::ranges::sort(resources, {}, [](const Resource& resource) { return *resource.path; });
  auto position = cut_page(resources, input.position, input.limit,
                           [](const Resource& resource) { return *resource.path; });
  if (!position) co_return std::unexpected(position.error());
  if (!*methods) std::ranges::for_each(resources, summarise_methods);
  co_return Resources{.position = std::move(*position), .items = std::move(resources)};
}

Task<Result<aws::Unit>> Service::delete_resource(const RequestContext& context,
                                                 DeleteResourceRequest input) {
  co_return co_await store_.write([&](store::Transaction& transaction) -> Result<aws::Unit> {
    const Scope& scope = context.scope;
    const auto resource =
        load<Resource>(transaction, resource_key(scope, input.restApiId, input.resourceId));
    if (!resource) return no_resource();
    if (!resource->parentId) return bad_request("The root resource cannot be deleted");
    const std::string below = *resource->path + "/";
    for (const Resource& other :
         load_all<Resource>(transaction, children_key(scope, 'R', input.restApiId))) {
      if (other.id == resource->id || other.path->starts_with(below)) {
        transaction.erase(resource_key(scope, input.restApiId, *other.id));
      }
    }
    return aws::Unit{};
  });
}

}  // namespace bellwether::cloud::apigateway
