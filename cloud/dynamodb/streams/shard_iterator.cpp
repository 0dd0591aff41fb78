#include "cloud/dynamodb/streams/shard_iterator.h"

#include "aws/core/time_format.h"
#include "aws/dynamodbstreams/model.h"
#include "cloud/dynamodb/streams/digest.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::dynamodb {

namespace {

constexpr std::string_view kSeparator = "|1|";
// No secret, but nobody makes this by chance or by changing a letter.
constexpr std::size_t kDigestDigits = 16;

std::string digest(std::string_view stream_arn, std::string_view place) {
  return hex_digest(std::string(stream_arn).append(place), kDigestDigits);
}

// "Wed Mar 04 01:02:40 UTC 2020", as Java prints a date.
std::string java_date(aws::Timestamp time) {
  const std::string http = aws::format_rfc822(time);  // "Wed, 04 Mar 2020 01:02:40 GMT"
  return http.substr(0, 3) + " " + http.substr(8, 3) + " " + http.substr(5, 2) + " " +
         http.substr(17, 8) + " UTC " + http.substr(12, 4);
}

}  // namespace

std::string encode(const ShardIterator& iterator) {
  // A Key's parts, without its owner.
  const store::Key key =
      store::Key(store::Owner::dynamodb)
          .number(iterator.record)
          .number(static_cast<std::uint64_t>(iterator.made.time_since_epoch().count()));
  std::string place = key.bytes().substr(1);
  place += digest(iterator.stream_arn, place);
  return iterator.stream_arn + std::string(kSeparator) + aws::base64_encode(place);
}

std::optional<ShardIterator> decode_iterator(std::string_view text) {
  const std::size_t separator = text.find(kSeparator);
  if (separator == std::string_view::npos) return std::nullopt;
  const std::string_view arn = text.substr(0, separator);
  std::string bytes;
  if (!aws::base64_decode(text.substr(separator + kSeparator.size()), bytes)) return std::nullopt;
  store::KeyReader reader(bytes);
  std::uint64_t record = 0;
  std::uint64_t made = 0;
  if (!reader.number(record) || !reader.number(made)) return std::nullopt;
  const std::string_view place(bytes.data(), bytes.size() - reader.rest().size());
  if (reader.rest() != digest(arn, place)) return std::nullopt;
  return ShardIterator{.stream_arn = std::string(arn),
                       .record = record,
                       .made = aws::Timestamp(std::chrono::milliseconds(made))};
}

std::optional<aws::Error> check_age(const ShardIterator& iterator, aws::Timestamp now) {
  if (now - iterator.made <= kIteratorLife) return std::nullopt;
  const std::chrono::milliseconds tolerated = kIteratorLife;
  return aws::dynamodbstreams::errors::ExpiredIteratorException(
      "Iterator expired. The iterator was created at time " + java_date(iterator.made) +
      " while right now it is " + java_date(now) +
      " which is further in the future than the tolerated delay of " +
      std::to_string(tolerated.count()) + " milliseconds.");
}

}  // namespace bellwether::cloud::dynamodb
