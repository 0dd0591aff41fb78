#include "aws/checksums/checksum.h"

#include <random>

#include <gtest/gtest.h>

#include "aws/checksums/hmac.h"
#include "aws/core/types.h"

namespace bellwether::aws {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string digest(ChecksumAlgorithm algorithm, std::string_view bytes) {
  Checksum checksum(algorithm);
  checksum.update(bytes);
  return checksum.digest();
}

std::string random_bytes(std::size_t size) {
  std::mt19937_64 random(20261121);  // NOLINT: the same bytes every time
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// A CRC bit by bit, from its definition.
template <class Word>
Word plain_crc(Word polynomial, std::string_view bytes) {
  Word state = static_cast<Word>(~Word{0});
  for (const char byte : bytes) {
    state ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      state = static_cast<Word>(state & 1 ? (state >> 1) ^ polynomial : state >> 1);
    }
  }
  return static_cast<Word>(~state);
}

class EveryAlgorithm : public testing::TestWithParam<ChecksumAlgorithm> {};
INSTANTIATE_TEST_SUITE_P(Aws, EveryAlgorithm, testing::ValuesIn(checksum_algorithms),
                         [](const auto& each) { return std::string(name_of(each.param)); });

TEST(Checksum, gives_the_published_check_values) {
  const auto of_digits = [](ChecksumAlgorithm algorithm) {
    return hex(bytes_of(digest(algorithm, "123456789")));
  };
  EXPECT_EQ(of_digits(ChecksumAlgorithm::crc32), "cbf43926");
  EXPECT_EQ(of_digits(ChecksumAlgorithm::crc32c), "e3069283");
  EXPECT_EQ(of_digits(ChecksumAlgorithm::crc64nvme), "ae8b14860a799888");
  EXPECT_EQ(of_digits(ChecksumAlgorithm::sha1), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
  EXPECT_EQ(of_digits(ChecksumAlgorithm::sha256),
            "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
}

TEST(Checksum, is_written_as_the_sdks_write_it) {
  EXPECT_EQ(base64_encode(digest(ChecksumAlgorithm::crc32, "")), "AAAAAA==");
  EXPECT_EQ(base64_encode(digest(ChecksumAlgorithm::crc64nvme, "")), "AAAAAAAAAAA=");
  EXPECT_EQ(base64_encode(digest(ChecksumAlgorithm::crc32, "hello world")), "DUoRhQ==");
}

TEST_P(EveryAlgorithm, is_found_by_its_name_and_by_its_header) {
  EXPECT_EQ(checksum_algorithm(name_of(GetParam())), GetParam());
  EXPECT_EQ(checksum_of_header(header_of(GetParam())), GetParam());
  EXPECT_EQ(Checksum(GetParam()).algorithm(), GetParam());
  EXPECT_EQ(digest(GetParam(), "").size(), digest_size(GetParam()));
}

TEST(ChecksumAlgorithm, is_not_found_by_any_other_name) {
  EXPECT_EQ(checksum_of_header("X-Amz-Checksum-CRC32C"), ChecksumAlgorithm::crc32c);
  EXPECT_FALSE(checksum_algorithm("crc32"));
  EXPECT_FALSE(checksum_algorithm("MD5"));
  EXPECT_FALSE(checksum_of_header("x-amz-checksum-algorithm"));
}

// Sizes about every boundary between tables, lanes and blocks, at unaligned addresses.
TEST(Crc, agrees_with_its_definition_at_every_size_and_alignment) {
  const std::string bytes = random_bytes(600);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    for (std::size_t size = 0; size + offset <= bytes.size(); ++size) {
      const std::string_view piece = std::string_view(bytes).substr(offset, size);
      Crc32 crc32;
      Crc32c crc32c;
      Crc64Nvme crc64;
      crc32.update(piece);
      crc32c.update(piece);
      crc64.update(piece);
      ASSERT_EQ(crc32.value(), plain_crc(0xedb88320U, piece)) << size;
      ASSERT_EQ(crc32c.value(), plain_crc(0x82f63b78U, piece)) << size;
      ASSERT_EQ(crc64.value(), plain_crc(std::uint64_t{0x9a6c9329ac4bc9b5U}, piece)) << size;
    }
  }
}

TEST_P(EveryAlgorithm, does_not_depend_on_how_the_bytes_were_split) {
  const std::string bytes = random_bytes(700);
  const std::string whole = digest(GetParam(), bytes);
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    Checksum checksum(GetParam());
    checksum.update(std::string_view(bytes).substr(0, split));
    EXPECT_EQ(checksum.digest(), digest(GetParam(), bytes.substr(0, split)));
    checksum.update(std::string_view(bytes).substr(split));
    ASSERT_EQ(checksum.digest(), whole) << split;
  }
}

TEST_P(EveryAlgorithm, composes_from_parts_or_says_that_it_does_not) {
  const std::string bytes = random_bytes(100'000);
  for (const std::size_t split : {0U, 1U, 4096U, 99'999U, 100'000U}) {
    const std::string first = digest(GetParam(), bytes.substr(0, split));
    const std::string second = digest(GetParam(), bytes.substr(split));
    const auto whole = combined(GetParam(), first, second, bytes.size() - split);
    const std::optional<std::string> expected =
        composes(GetParam()) ? std::optional(digest(GetParam(), bytes)) : std::nullopt;
    EXPECT_EQ(whole, expected) << split;
  }
}

TEST(Combined, takes_sizes_beyond_four_gibibytes) {
  // Doubling: the CRC of 2^40 bytes of zeros from that of one.
  for (const auto algorithm :
       {ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c, ChecksumAlgorithm::crc64nvme}) {
    std::string doubled = digest(algorithm, std::string(1, '\0'));
    std::string added = doubled;
    std::uint64_t size = 1;
    for (; size < (std::uint64_t{1} << 40); size *= 2) {
      doubled = *combined(algorithm, doubled, doubled, size);
    }
    // 2^40 + 1 from either end.
    EXPECT_EQ(combined(algorithm, doubled, added, 1), combined(algorithm, added, doubled, size));
  }
}

TEST(Combined, refuses_a_digest_of_another_size) {
  EXPECT_FALSE(combined(ChecksumAlgorithm::crc32, "123", "1234", 1));
  EXPECT_FALSE(combined(ChecksumAlgorithm::crc64nvme, "12345678", "1234", 1));
}

TEST(Md5, matches_rfc_1321) {
  EXPECT_EQ(hex(digest_of<Md5>("")), "d41d8cd98f00b204e9800998ecf8427e");
  Md5 md5;
  md5.update("message ");
  md5.update("digest");
  EXPECT_EQ(hex(md5.digest()), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Hmac, matches_rfc_2202_and_rfc_4231) {
  EXPECT_EQ(hex(hmac<Sha1>(bytes_of("Jefe"), "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  const std::string long_key(80, '\xaa');
  EXPECT_EQ(
      hex(hmac<Sha1>(bytes_of(long_key), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  EXPECT_EQ(hex(hmac<Sha256>(bytes_of("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace bellwether::aws
