// Objects and parts, written in a transaction together with the references to their bodies.
//
// Nothing here decides: what is to be refused was refused before the first write.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/s3/body_references.h"
#include "cloud/s3/object.h"
#include "cloud/s3/part.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

class ObjectWriter {
 public:
  explicit ObjectWriter(store::Transaction& transaction)
      : transaction_(transaction), references_(transaction) {}

  // The head of the object that is there now.
  std::optional<ObjectHead> find(std::string_view bucket, std::string_view key) const;

  // In place of what is there. The references to the content's bodies were counted by references().
  void put(std::string_view bucket, std::string_view key, const Object& object,
           const Content& content);
  // The same bytes with another record.
  void update(std::string_view bucket, std::string_view key, const Object& object);
  void erase(std::string_view bucket, std::string_view key);

  void put_part(std::string_view upload, std::uint32_t number, const Part& part);
  // An upload with its parts. Of the parts that `kept` names the bodies stay.
  void erase_upload(std::string_view bucket, std::string_view key, std::string_view upload,
                    const std::vector<std::uint32_t>& kept = {});

  BodyReferences& references() { return references_; }

 private:
  void drop_content(std::string_view bucket, std::string_view key);

  store::Transaction& transaction_;
  BodyReferences references_;
};

}  // namespace bellwether::cloud::s3
