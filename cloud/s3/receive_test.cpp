#include "cloud/s3/receive.h"

#include "cloud/s3/test_s3.h"

namespace bellwether::cloud::s3 {
namespace {

// Hands a text out in pieces, then a trailer, then perhaps an error in place of its end.
class TextPayload final : public Payload {
 public:
  TextPayload(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {
    size_ = text_.size();
  }

  Task<Result<std::string_view>> read() override {
    if (at_ == text_.size() && error) co_return aws::fail(*error);
    const auto piece = std::string_view(text_).substr(at_, piece_);
    at_ += piece.size();
    co_return piece;
  }
  std::optional<std::uint64_t> size() const override { return size_; }
  std::string_view announced_trailer() const override { return trailer; }
  const std::vector<std::pair<std::string, std::string>>& trailers() const override {
    return trailers_;
  }

  void announce(std::optional<std::uint64_t> size) { size_ = size; }
  void set_trailer(std::string name, std::string value) {
    trailer = name;
    trailers_ = {{std::move(name), std::move(value)}};
  }

  std::string trailer;
  std::optional<aws::Error> error;

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
  std::optional<std::uint64_t> size_;
  std::vector<std::pair<std::string, std::string>> trailers_;
};

class ReceiveTest : public S3Test {
 protected:
  Result<Received> take(TextPayload& payload, const Promises& promises = {},
                        aws::ChecksumAlgorithm algorithm = aws::ChecksumAlgorithm::crc32,
                        std::uint64_t inline_limit = 1024) {
    return run(receive(payload, *bodies_, promises, algorithm, inline_limit));
  }

  std::size_t files() const {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "s3")) {
      found += entry.is_regular_file() ? 1 : 0;
    }
    return found;
  }
};

TEST_F(ReceiveTest, Holds_small_payloads_and_writes_large_ones) {
  TextPayload small("123456789", 4);
  auto held = take(small);
  ASSERT_TRUE(held) << held.error().message;
  EXPECT_EQ(held->bytes, "123456789");
  EXPECT_EQ(held->body, nullptr);
  EXPECT_EQ(held->etag, md5("123456789"));
  EXPECT_EQ(held->checksum.value, "y/Q5Jg==");

  std::string content;
  for (int i = 0; content.size() < 3'000'000; ++i) content += std::to_string(i);
  TextPayload large(content, 60'000);
  auto written = take(large);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_TRUE(written->bytes.empty());
  ASSERT_NE(written->body, nullptr);
  EXPECT_EQ(written->body->size(), content.size());
  EXPECT_EQ(written->size, content.size());
  EXPECT_EQ(written->etag, md5(content));
  EXPECT_EQ(files(), 1U);
}

TEST_F(ReceiveTest, Refuses_what_is_not_the_checksum_and_leaves_nothing_behind) {
  for (const std::size_t size : {std::size_t{9}, std::size_t{900'000}}) {
    const std::string content(size, 'x');
    TextPayload with_md5(content, 50'000);
    EXPECT_EQ(code_of(take(with_md5, {.content_md5 = "CY9rzUYh03PK3k6DJie09g=="})), "BadDigest");
    TextPayload with_crc(content, 50'000);
    EXPECT_EQ(code_of(take(with_crc, {.checksums = {{aws::ChecksumAlgorithm::crc32, "AAAAAA=="}}})),
              "BadDigest");
    TextPayload with_trailer(content, 50'000);
    with_trailer.set_trailer("x-amz-checksum-crc32", "AAAAAA==");
    EXPECT_EQ(code_of(take(with_trailer)), "BadDigest");
    TextPayload broken(content, 50'000);
    broken.error = errors::incomplete_body();
    EXPECT_EQ(code_of(take(broken)), "IncompleteBody");
    EXPECT_EQ(files(), 0U);
  }
}

TEST_F(ReceiveTest, Refuses_what_cannot_be_a_checksum) {
  TextPayload payload("abc", 3);
  EXPECT_EQ(code_of(take(payload, {.content_md5 = "not base64"})), "InvalidDigest");
  TextPayload second("abc", 3);
  EXPECT_EQ(code_of(take(second, {.checksums = {{aws::ChecksumAlgorithm::crc32, "AA=="}}})),
            "InvalidRequest");
}

TEST_F(ReceiveTest, Wants_a_length_and_all_of_it) {
  TextPayload unknown("abc", 3);
  unknown.announce(std::nullopt);
  EXPECT_EQ(code_of(take(unknown)), "MissingContentLength");
  TextPayload huge("abc", 3);
  huge.announce((std::uint64_t{5} << 30) + 1);
  EXPECT_EQ(code_of(take(huge)), "EntityTooLarge");
  TextPayload less("abc", 3);
  less.announce(4);
  EXPECT_EQ(code_of(take(less)), "IncompleteBody");
}

TEST_F(ReceiveTest, Takes_one_checksum_and_the_one_that_was_named) {
  using enum aws::ChecksumAlgorithm;
  const TextPayload plain("abc", 3);
  EXPECT_EQ(promised_algorithm({}, plain).value(), std::nullopt);
  EXPECT_EQ(promised_algorithm({.checksums = {{sha1, "x"}}}, plain).value(), sha1);
  EXPECT_EQ(code_of(promised_algorithm({.algorithm = crc32}, plain)), "InvalidRequest");
  EXPECT_EQ(code_of(promised_algorithm({.algorithm = crc32, .checksums = {{sha1, "x"}}}, plain)),
            "InvalidRequest");
  EXPECT_EQ(code_of(promised_algorithm({.checksums = {{sha1, "x"}, {crc32, "y"}}}, plain)),
            "InvalidRequest");
  TextPayload trailing("abc", 3);
  trailing.set_trailer("x-amz-checksum-crc64nvme", "x");
  EXPECT_EQ(promised_algorithm({.algorithm = crc64nvme}, trailing).value(), crc64nvme);
}

}  // namespace
}  // namespace bellwether::cloud::s3
