#include "cloud/cloudformation/resources/api_tree.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace bellwether::cloud::cloudformation {
namespace {

namespace apigateway = aws::apigateway;

// The most that one page of GetResources holds.
constexpr std::int32_t page_size = 500;

struct Node {
  std::string id;
  std::set<std::string> methods;
};
using Tree = std::map<std::string, Node>;

Result<Tree> read_tree(Surroundings& around, const std::string& rest_api_id) {
  Tree tree;
  apigateway::GetResourcesRequest request{.restApiId = rest_api_id, .limit = page_size};
  while (true) {
    auto page = around.operations.call<apigateway::GetResources>(request);
    if (!page) return std::unexpected(page.error());
    if (page->items) {
      for (const auto& item : *page->items) {
        Node node{.id = item.id.value_or(""), .methods = {}};
        if (item.resourceMethods) {
          for (const auto& [method, detail] : *item.resourceMethods) node.methods.insert(method);
        }
        tree[item.path.value_or("/")] = std::move(node);
      }
    }
    if (!page->position || page->position->empty()) return tree;
    request.position = page->position;
  }
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

// A trailing slash names the same resource.
std::string canonical(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

class Work {
 public:
  Work(Surroundings& around, const std::string& rest_api_id, Tree tree)
      : around_(around), rest_api_id_(rest_api_id), tree_(std::move(tree)) {}

  Result<std::string> ensure(const std::string& path) {
    if (const auto found = tree_.find(path); found != tree_.end()) return found->second.id;
    if (path == "/") return invalid(fmt::format("REST API {} has no root resource", rest_api_id_));
    const auto parent = ensure(parent_of(path));
    if (!parent) return parent;
    auto made = around_.operations.call<apigateway::CreateResource>(
        {.restApiId = rest_api_id_,
         .parentId = *parent,
         .pathPart = path.substr(path.rfind('/') + 1)});
    if (!made) return std::unexpected(made.error());
    tree_[path] = {.id = made->id.value_or(""), .methods = {}};
    return tree_[path].id;
  }

  Result<aws::Unit> bring_methods(const std::string& path,
                                  const std::vector<MethodDefinition>& wanted,
                                  const std::vector<MethodDefinition>& before) {
    const auto id = ensure(path);
    if (!id) return std::unexpected(id.error());
    const MethodPlace place{.rest_api_id = rest_api_id_, .resource_id = *id};
    const std::set<std::string> there = tree_[path].methods;
    for (const std::string& method : there) {
      const auto same = [&](const auto& d) { return d.method.httpMethod == method; };
      if (std::ranges::any_of(wanted, same)) continue;
      if (auto done = delete_method(around_, place, method); !done) return done;
    }
    for (const MethodDefinition& definition : wanted) {
      const bool exists = there.contains(definition.method.httpMethod);
      if (exists && std::ranges::find(before, definition) != before.end()) continue;
      if (exists) {
        if (auto done = delete_method(around_, place, definition.method.httpMethod); !done)
          return done;
      }
      if (auto done = put_method(around_, place, definition); !done) return done;
    }
    return aws::Unit{};
  }

  // Removing a resource removes what is below it.
  Result<aws::Unit> prune(const std::set<std::string>& needed) {
    std::string removed;
    for (const auto& [path, node] : tree_) {
      if (needed.contains(path)) continue;
      if (!removed.empty() && path.starts_with(removed + "/")) continue;
      auto done = around_.operations.call<apigateway::DeleteResource>(
          {.restApiId = rest_api_id_, .resourceId = node.id});
      if (auto gone = removed_unless_missing(done, "NotFoundException"); !gone) return gone;
      removed = path;
    }
    return aws::Unit{};
  }

 private:
  Surroundings& around_;
  const std::string& rest_api_id_;
  Tree tree_;
};

}  // namespace

Result<aws::Unit> bring_to(Surroundings& around, const std::string& rest_api_id,
                           const ApiPaths& previous, const ApiPaths& desired) {
  auto tree = read_tree(around, rest_api_id);
  if (!tree) return std::unexpected(tree.error());
  Work work(around, rest_api_id, std::move(*tree));
  std::set<std::string> needed = {"/"};
  static const std::vector<MethodDefinition> none;
  for (const auto& [written, methods] : desired) {
    const std::string path = canonical(written);
    for (std::string at = path; at != "/"; at = parent_of(at)) needed.insert(at);
    const auto before = previous.find(written);
    if (auto done =
            work.bring_methods(path, methods, before == previous.end() ? none : before->second);
        !done) {
      return done;
    }
  }
  if (!desired.contains("/")) {
    if (auto done = work.bring_methods("/", none, none); !done) return done;
  }
  return work.prune(needed);
}

}  // namespace bellwether::cloud::cloudformation
