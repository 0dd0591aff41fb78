// REST-XML as S3 speaks it, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/s3/model.h"

namespace bellwether::aws {
namespace {

using testing::HasSubstr;

constexpr std::string_view xml_namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

Result<s3::DeleteObjectsRequest> decode_delete(std::string body) {
  return s3::DeleteObjects::decode_request(
      {.method = "POST", .target = "/b?delete", .body = std::move(body)}, {{"Bucket", "b"}});
}

std::string key_of(const std::string& text) {
  auto input = decode_delete("<Delete><Object><Key>" + text + "</Key></Object></Delete>");
  return input ? input->Delete.Objects.at(0).Key : input.error().code;
}

TEST(XmlCodec, round_trips_a_flattened_list) {
  s3::DeleteObjectsRequest input{.Bucket = "b"};
  input.Delete = {.Objects = {{.Key = "a", .ETag = "\"x\"", .Size = 5}, {.Key = "<&>\"'"}},
                  .Quiet = true};
  const HttpRequest request = s3::DeleteObjects::encode_request(input);
  EXPECT_THAT(request.body, HasSubstr("<Object><Key>a</Key>"));
  EXPECT_THAT(request.body, HasSubstr("</Object><Object><Key>&lt;&amp;&gt;"));
  const auto back = s3::DeleteObjects::decode_request(request, {{"Bucket", "b"}});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, input);
}

TEST(XmlCodec, round_trips_a_list_with_an_element_around_it) {
  s3::PutObjectTaggingRequest input{.Bucket = "b", .Key = "k"};
  input.Tagging.TagSet = {{.Key = "a", .Value = "1"}, {.Key = "b", .Value = ""}};
  const HttpRequest request = s3::PutObjectTagging::encode_request(input);
  EXPECT_THAT(request.body, HasSubstr("<TagSet><Tag><Key>a</Key><Value>1</Value></Tag><Tag>"));
  const auto back = s3::PutObjectTagging::decode_request(request, {{"Bucket", "b"}, {"Key", "k"}});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, input);
}

TEST(XmlCodec, tells_an_empty_list_from_none) {
  const auto encoded = [](const s3::ListObjectsV2Output& output) {
    return s3::ListObjectsV2::encode_response(output).body;
  };
  const s3::ListObjectsV2Output none{.Name = "b"};
  EXPECT_EQ(encoded(none).find("<Contents"), std::string::npos);
  auto back = s3::ListObjectsV2::decode_response({.status = 200, .body = encoded(none)});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, none);
  const auto empty = s3::GetObjectTagging::encode_response({}).body;
  EXPECT_THAT(empty, HasSubstr("<TagSet></TagSet>"));
}

TEST(XmlCodec, round_trips_times_and_numbers) {
  s3::ListObjectsV2Output output{.IsTruncated = false, .KeyCount = 1};
  s3::Object& object = output.Contents.emplace().emplace_back();
  object.Key = "a";
  object.LastModified = Timestamp(std::chrono::milliseconds(1'795'246'885'000));
  object.Size = std::int64_t{5} << 40;
  const auto response = s3::ListObjectsV2::encode_response(output);
  EXPECT_THAT(response.body, HasSubstr(".000Z</LastModified>"));
  EXPECT_THAT(response.body, HasSubstr(xml_namespace));
  const auto back = s3::ListObjectsV2::decode_response(response);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, output);
}

// GetBucketLocation answers text in its root, and an empty root for us-east-1.
TEST(XmlCodec, round_trips_a_root_that_is_text) {
  for (const auto& location :
       {std::optional<std::string>("eu-west-3"), std::optional<std::string>()}) {
    const auto response = s3::GetBucketLocation::encode_response({.LocationConstraint = location});
    EXPECT_THAT(response.body, HasSubstr("<LocationConstraint xmlns="));
    const auto back = s3::GetBucketLocation::decode_response(response);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->LocationConstraint.value_or(""), location.value_or(""));
  }
}

TEST(XmlCodec, keeps_every_character_of_a_key) {
  for (const std::string key : {" ", "  a  b  ", "\t\n", "\r\n", "\x01\x1f", "ü \xf0\x9f\x90\x91",
                                "]]>", "&amp;", "<![CDATA[x]]>"}) {
    s3::DeleteObjectsRequest input{.Bucket = "b"};
    input.Delete.Objects = {{.Key = key}};
    const auto back = s3::DeleteObjects::decode_request(s3::DeleteObjects::encode_request(input),
                                                        {{"Bucket", "b"}});
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->Delete.Objects.at(0).Key, key);
  }
}

TEST(XmlCodec, writes_a_document_of_any_bytes) {
  const auto error =
      encode_error(s3::DeleteObjects::info.service, {.code = "InvalidURI", .message = "a\xFF<b"});
  EXPECT_THAT(error.body, HasSubstr("<Message>a\xEF\xBF\xBD&lt;b</Message>"));
}

TEST(XmlCodec, reads_text_as_XML_has_it) {
  EXPECT_EQ(key_of("a&lt;b&#x41;&#66;&quot;"), "a<bAB\"");
  EXPECT_EQ(key_of("<![CDATA[<a>]]>b"), "<a>b");
  EXPECT_EQ(key_of("a<!-- not this -->b"), "ab");
  EXPECT_EQ(key_of(" "), " ");
  EXPECT_EQ(key_of(""), "");
  EXPECT_EQ(key_of("a<b/>c"), "MalformedXML");
}

TEST(XmlCodec, expands_no_entity_of_a_documents_own) {
  const auto input = decode_delete(
      "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
      "<Delete><Object><Key>&e;</Key></Object></Delete>");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->Delete.Objects.at(0).Key, "&e;");
}

TEST(XmlCodec, passes_over_white_space_prefixes_and_strangers) {
  const auto input = decode_delete(
      "<?xml version=\"1.0\"?>\n<s:Delete xmlns:s=\"urn:x\">\n  <s:Other>x</s:Other>\n"
      "  <s:Object>\n    <s:Key>a</s:Key>\n  </s:Object>\n  "
      "<s:Quiet>false</s:Quiet>\n</s:Delete>\n");
  ASSERT_TRUE(input) << input.error().message;
  ASSERT_EQ(input->Delete.Objects.size(), 1U);
  EXPECT_EQ(input->Delete.Objects[0].Key, "a");
  EXPECT_EQ(input->Delete.Quiet, false);
}

TEST(XmlCodec, refuses_what_is_no_such_document) {
  EXPECT_EQ(decode_delete("").error().code, "MissingRequestBodyError");
  for (const char* body : {
           "x",
           "<Delete>",
           "<Delete><Object></Delete>",
           "<Remove><Object><Key>a</Key></Object></Remove>",
           "<Delete><Object><ETag>no key</ETag></Object></Delete>",
           "<Delete><Object><Key>a</Key><Size>x</Size></Object></Delete>",
           "<Delete><Object><Key>a</Key><Size>99999999999999999999</Size></Object></Delete>",
           "<Delete><Object><Key>a</Key><LastModifiedTime>now</LastModifiedTime></Object></Delete>",
           "<Delete><Object><Key>a</Key></Object><Quiet>perhaps</Quiet></Delete>",
           "<Delete><Object><Key>a\xff</Key></Object></Delete>",
           "<Delete><Object><Key>&#xd800;</Key></Object></Delete>",
       }) {
    const auto input = decode_delete(body);
    ASSERT_FALSE(input) << body;
    EXPECT_EQ(input.error().code, "MalformedXML") << body;
    EXPECT_EQ(input.error().http_status, 400);
  }
}

TEST(XmlCodec, writes_and_reads_errors) {
  const Error error{.code = "NoSuchKey",
                    .message = "The <key> & all",
                    .http_status = 404,
                    .fields = "<Key>k</Key>",
                    .request_id = "id"};
  const HttpResponse response = encode_error(s3::service, error);
  EXPECT_THAT(response.body,
              HasSubstr("<Error><Code>NoSuchKey</Code><Message>The &lt;key&gt; &amp; all</Message>"
                        "<Key>k</Key><RequestId>id</RequestId>"));
  const Error back = decode_error(s3::service, response);
  EXPECT_EQ(back.code, error.code);
  EXPECT_EQ(back.message, error.message);
  EXPECT_EQ(back.request_id, "id");
  EXPECT_EQ(decode_error(s3::service, {.status = 503, .body = "<html>"}).code, "HTTP503");
}

}  // namespace
}  // namespace bellwether::aws
