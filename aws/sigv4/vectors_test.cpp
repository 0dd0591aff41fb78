// AWS's published test suite: every vector's canonical request, string to sign and Authorization.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "aws/sigv4/authorization.h"
#include "aws/sigv4/sign.h"
#include "aws/sigv4/timestamp.h"

namespace bellwether::aws::sigv4 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const Timestamp signing_time = *parse_basic_time("20150830T123600Z");

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

HttpRequest parse(const std::string& text) {
  HttpRequest request;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  request.method = line.substr(0, line.find(' '));
  const std::size_t version = line.rfind(" HTTP/1.1");
  request.target = line.substr(request.method.size() + 1, version - request.method.size() - 1);
  std::string name;
  std::string value;
  while (std::getline(lines, line) && !line.empty()) {
    if (line[0] == ' ') {
      // A folded line continues the value before it, as a server would have joined it.
      value += " " + line;
      request.headers.erase(name);
    } else {
      name = line.substr(0, line.find(':'));
      value = line.substr(line.find(':') + 1);
    }
    request.headers.add(name, value);
  }
  std::getline(lines, request.body, '\0');
  return request;
}

struct Vector {
  std::string name;
  HttpRequest request;
  std::string canonical;
  std::string to_sign;
  std::string authorization;
};

std::vector<Vector> vectors() {
  std::vector<Vector> all;
  for (const auto& entry : fs::recursive_directory_iterator(SIGV4_VECTORS)) {
    fs::path path = entry.path();
    if (path.extension() != ".req") continue;
    Vector vector{.name = path.stem().string(), .request = parse(read(path))};
    vector.canonical = read(path.replace_extension(".creq"));
    vector.to_sign = read(path.replace_extension(".sts"));
    vector.authorization = read(path.replace_extension(".authz"));
    all.push_back(std::move(vector));
  }
  return all;
}

Credentials credentials_for(const Vector& vector) {
  Credentials credentials{.access_key_id = "AKIDEXAMPLE", .secret_access_key = std::string(secret)};
  if (vector.name == "get-vanilla-with-session-token") {
    credentials.session_token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
  }
  return credentials;
}

class SigV4Vectors : public testing::TestWithParam<Vector> {};

TEST_P(SigV4Vectors, canonical_request_and_string_to_sign_match) {
  HttpRequest request = GetParam().request;
  SigningKeys keys;
  sign(request, credentials_for(GetParam()),
       {.region = "us-east-1", .service = "service", .time = signing_time}, keys);
  const auto parsed = parse_authorization(request);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const std::string canonical = canonical_request(request, parsed->signed_headers,
                                                  sha256_hex(request.body), PathStyle::normalised);
  EXPECT_EQ(canonical, GetParam().canonical);
  EXPECT_EQ(string_to_sign("20150830T123600Z", parsed->scope, canonical), GetParam().to_sign);
}

TEST_P(SigV4Vectors, authorization_matches) {
  HttpRequest request = GetParam().request;
  SigningKeys keys;
  sign(request, credentials_for(GetParam()),
       {.region = "us-east-1", .service = "service", .time = signing_time}, keys);
  EXPECT_EQ(request.headers.get("Authorization"), GetParam().authorization);
}

TEST_P(SigV4Vectors, verifies_and_refuses_another_secret) {
  HttpRequest request = GetParam().request;
  SigningKeys keys;
  if (!credentials_for(GetParam()).session_token.empty()) {
    request.headers.set("X-Amz-Security-Token", credentials_for(GetParam()).session_token);
  }
  request.headers.set("Authorization", GetParam().authorization);
  const auto parsed = parse_authorization(request);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto good = verify(request, *parsed, secret, signing_time, keys);
  EXPECT_TRUE(good) << good.error().message;
  const auto bad = verify(request, *parsed, "another", signing_time, keys);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "InvalidSignatureException");
}

INSTANTIATE_TEST_SUITE_P(Aws, SigV4Vectors, testing::ValuesIn(vectors()), [](const auto& vector) {
  std::string name = vector.param.name;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
});

TEST(SigV4VectorsOnDisk, are_all_there) {
  EXPECT_EQ(vectors().size(), 34U);
}

}  // namespace
}  // namespace bellwether::aws::sigv4
