// Any bytes as the body of requests: decoded or refused, and what is decoded survives a round trip.
#include <cstdlib>

#include "aws/s3/model.h"
#include "tests/fuzz/target.h"

using namespace bellwether::aws;  // NOLINT: a program of its own

namespace {

template <class Operation>
void check(const HttpRequest& request) {
  const auto input = Operation::decode_request(request, {});
  if (!input) return;
  // Bucket and key are the path's; a client has to have some.
  auto named = *input;
  named.Bucket = "bucket";
  if constexpr (requires { named.Key; }) named.Key = "key";
  const auto again = Operation::decode_request(Operation::encode_request(named), {});
  if (!again) std::abort();
  auto back = *again;
  back.Bucket = named.Bucket;
  if constexpr (requires { named.Key; }) back.Key = named.Key;
  if (back != named) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const HttpRequest request{.method = "POST",
                            .target = "/bucket/key?uploadId=u",
                            .body = std::string(reinterpret_cast<const char*>(bytes), size)};
  check<s3::DeleteObjects>(request);
  check<s3::CompleteMultipartUpload>(request);
  check<s3::PutObjectTagging>(request);
  check<s3::CreateBucket>(request);
  (void)decode_error(s3::service, {.status = 400, .body = request.body});
  (void)s3::ListObjectsV2::decode_response({.status = 200, .body = request.body});
  return 0;
}

std::vector<std::string> fuzz_seeds() {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  return {
      "<Delete><Quiet>true</Quiet><Object><Key>a&amp;b</Key></Object><Object><Key> </Key>"
      "<ETag>\"x\"</ETag><Size>5</Size></Object></Delete>",
      "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>&#x1;&#13;\n</Key>"
      "<LastModifiedTime>2026-11-21T07:41:25.000Z</LastModifiedTime></Object></Delete>",
      "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>e</ETag>"
      "<ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part><Part/></CompleteMultipartUpload>",
      "<Tagging><TagSet><Tag><Key>a</Key><Value><![CDATA[<b>]]></Value></Tag></TagSet></Tagging>",
      "<CreateBucketConfiguration><LocationConstraint>eu-west-3</LocationConstraint>"
      "</CreateBucketConfiguration>",
      "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b "
      "\"c\">]><s:Delete><s:Object><s:Key>&b;</s:Key>"
      "</s:Object></s:Delete>",
      "<Error><Code>NoSuchKey</Code><Message>m</Message><Key>k</Key></Error>",
      "<Delete><Object><Key>&#xd800;</Key></Object><Object><Key>\xff\xc3</Key></Object></Delete>",
      deep,
      "",
      "<Delete><Object><Key>",
  };
}
