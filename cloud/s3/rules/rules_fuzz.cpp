// Any bytes as a Range, a copy source or tags: refused, ignored, or within the object.
#include <string_view>

#include "cloud/s3/rules/copy_source.h"
#include "cloud/s3/rules/names.h"
#include "cloud/s3/rules/range.h"
#include "cloud/s3/rules/tags.h"
#include "tests/fuzz/target.h"

using namespace bellwether::cloud::s3;  // NOLINT: a program of its own

namespace {

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

void expect_within(const ByteRange& range, std::uint64_t size) {
  expect(range.length > 0 && range.first < size && range.length <= size - range.first);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const std::uint64_t object_size : {std::uint64_t{0}, std::uint64_t{10}, ~std::uint64_t{0}}) {
    const auto range = parse_range(text, object_size);
    if (range && *range) expect_within(**range, object_size);
    const auto copied = parse_copy_range(text, object_size);
    if (copied) expect_within(*copied, object_size);
  }
  if (const auto source = parse_copy_source(text)) {
    expect(is_bucket_name(source->bucket) && check_key(source->key).has_value());
  }
  if (const auto tags = parse_tagging(text)) expect(check_tags(*tags).has_value());
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  return {"bytes=0-9",     "bytes=5-",
          "bytes=-5",      "bytes=0-18446744073709551615",
          "bytes=1-2,3-4", "/bucket/key%20with%2Fslash?versionId=null",
          "bucket/k",      "a=1&b=%C3%A9"};
}
