#include "cloud/s3/rules/archive.h"

#include "cloud/s3/errors.h"

namespace bellwether::cloud::s3 {

aws::Result<aws::Unit> check_readable(std::string_view storage_class) {
  const bool archived = storage_class == "GLACIER" || storage_class == "DEEP_ARCHIVE";
  if (archived) return aws::fail(errors::invalid_object_state(storage_class));
  return aws::Unit{};
}

}  // namespace bellwether::cloud::s3
