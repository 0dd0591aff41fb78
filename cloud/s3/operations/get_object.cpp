#include <optional>
#include <utility>

#include "cloud/core/worker.h"
#include "cloud/s3/operations/read_request.h"
#include "cloud/s3/operations/shapes.h"
#include "cloud/s3/rules/archive.h"
#include "cloud/s3/service.h"

namespace bellwether::cloud::s3 {

Task<Result<Streamed<aws::s3::GetObjectOutput>>> Service::get_object(
    const RequestContext& context, aws::s3::GetObjectRequest input) {
  const auto access = check_request(context, input);
  if (!access) co_return aws::fail(access.error());
  const auto now = clock_.now();
  const auto choose = [&](const Object& object) -> Result<std::optional<ByteRange>> {
    if (auto readable = check_readable(object.storage_class); !readable) {
      return aws::fail(std::move(readable.error()));
    }
    return choose_bytes(input, object, now);
  };

  // What lies in its record, or in files that the kernel knows, needs no worker.
  std::optional<OpenObject> open;
  auto found = objects_.find(*access, input.Key, choose);
  if (!found) co_return aws::fail(std::move(found.error()));
  if (auto files = objects_.open_at_once(found->segments)) {
    open = OpenObject{.object = std::move(found->object),
                      .range = found->range,
                      .bytes = std::move(found->bytes),
                      .files = std::move(*files)};
  } else {
    Result<OpenObject> opened;
    auto look = [&] { opened = objects_.open(*access, input.Key, choose); };
    co_await on_worker(std::move(look));
    if (!opened) co_return aws::fail(std::move(opened.error()));
    open = std::move(*opened);
  }

  Streamed<aws::s3::GetObjectOutput> answer;
  describe(answer.output, open->object, input);
  describe_bytes(answer.output, open->object, open->range, input);
  answer.output.Body = std::move(open->bytes);
  answer.files = std::move(open->files);
  co_return answer;
}

}  // namespace bellwether::cloud::s3
