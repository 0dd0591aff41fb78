// Listing objects and uploads in AWS's order, with what is below a delimiter rolled up.
//
// The cost is in proportion to what is answered: below a common prefix nothing is read, the cursor
// goes on behind it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/s3/object.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

struct ListQuery {
  std::string prefix;
  std::string delimiter;  // or empty
  // Only what comes after it: a key, or a common prefix, below which nothing is answered either.
  std::string after;
  std::size_t limit = 1000;  // keys and common prefixes together
};

struct ListedObject {
  std::string key;
  ObjectHead head;
};

// What every listing answers.
struct ListPage {
  std::vector<std::string> common_prefixes;
  bool truncated = false;
  // What `after` has to be for the rest, when it was truncated: the last key or common prefix.
  std::string next;
};

struct ObjectListing : ListPage {
  std::vector<ListedObject> objects;
};

ObjectListing list_objects(const store::Snapshot& snapshot, std::string_view bucket,
                           const ListQuery& query);

struct UploadQuery {
  // `after` as a key: with an `upload` the uploads of that key behind this one are answered too.
  ListQuery keys;
  std::string upload;
};

struct ListedUpload {
  std::string key;
  std::string id;
  ObjectHead head;
};

struct UploadListing : ListPage {
  std::vector<ListedUpload> uploads;
  // What `upload` has to be for the rest; empty behind a common prefix.
  std::string next_upload;
};

UploadListing list_uploads(const store::Snapshot& snapshot, std::string_view bucket,
                           const UploadQuery& query);

// The common prefix that a key is rolled up into: through the first delimiter behind the prefix, or
// empty.
std::string_view common_prefix(std::string_view key, std::string_view prefix,
                               std::string_view delimiter);

}  // namespace bellwether::cloud::s3
