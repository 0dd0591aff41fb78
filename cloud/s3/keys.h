// How S3 lies in the store. Bucket names are one name space for all accounts, as on AWS, so keys
// begin with the owner's byte alone. After it, by tag:
//
//   b raw(bucket)                          -> Bucket (bucket.h)
//   a text(account) raw(bucket)            -> nothing: ListBuckets
//   o text(bucket) raw(key)                -> Object and Content (object.h), in AWS's order of keys
//   u text(bucket) text(key) raw(upload)   -> Upload (upload.h); ids of uploads sort by their time
//   p text(upload) number(part)            -> Part (upload.h)
//   f number number                        -> how many segments lie in this body
//   g number number                        -> nothing: a body to be removed
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cloud/s3/body_id.h"
#include "cloud/store/key.h"

namespace bellwether::cloud::s3::keys {

inline store::Key base(char kind) {
  return store::Key(store::Owner::s3).tag(kind);
}

inline store::Key buckets() {
  return base('b');
}
inline store::Key bucket(std::string_view name) {
  return buckets().raw(name);
}
inline store::Key buckets_of(std::string_view account) {
  return base('a').text(account);
}
inline store::Key bucket_of(std::string_view account, std::string_view name) {
  return buckets_of(account).raw(name);
}

inline store::Key objects(std::string_view bucket) {
  return base('o').text(bucket);
}
inline store::Key object(std::string_view bucket, std::string_view key) {
  return objects(bucket).raw(key);
}

inline store::Key uploads(std::string_view bucket) {
  return base('u').text(bucket);
}
inline store::Key uploads(std::string_view bucket, std::string_view key) {
  return uploads(bucket).text(key);
}
inline store::Key upload(std::string_view bucket, std::string_view key, std::string_view upload) {
  return uploads(bucket, key).raw(upload);
}
inline store::Key parts(std::string_view upload) {
  return base('p').text(upload);
}
inline store::Key part(std::string_view upload, std::uint64_t number) {
  return parts(upload).number(number);
}

inline store::Key references(BodyId body) {
  return base('f').number(body.high).number(body.low);
}
inline store::Key garbage() {
  return base('g');
}
inline store::Key garbage(BodyId body) {
  return garbage().number(body.high).number(body.low);
}

}  // namespace bellwether::cloud::s3::keys
