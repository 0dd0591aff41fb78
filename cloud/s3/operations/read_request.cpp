#include "cloud/s3/operations/read_request.h"

#include "cloud/s3/part.h"
#include "cloud/s3/uploads.h"

namespace bellwether::cloud::s3 {

aws::Result<ByteRange> part_range(const Object& object, std::int64_t number) {
  if (const auto checked = check_part_number(number); !checked) return aws::fail(checked.error());
  const std::size_t parts = std::max<std::size_t>(object.parts.size(), 1);
  const auto index = static_cast<std::size_t>(number) - 1;
  if (index >= parts) {
    return aws::fail(errors::invalid_part_number(std::to_string(number), parts));
  }
  if (object.parts.empty()) return ByteRange{0, object.size};
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < index; ++i) first += object.parts[i].size;
  return ByteRange{first, object.parts[index].size};
}

}  // namespace bellwether::cloud::s3
