// An object as the store keeps it. What listings show comes first, so that they read no further;
// what may be long comes last.
//
//   1, number size, number last modified (ms since the epoch), text ETag, text storage class,
//   number checksum kind, text checksum,
//   text of each of the headers, number of metadata (text name, text value)...,
//   number of tags (text key, text value)...,
//   number of parts (number size, text checksum)...,
//   number of segments (number high, number low, number offset, number length)..., text bytes
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "cloud/s3/body_id.h"
#include "cloud/s3/checksum_record.h"
#include "cloud/s3/rules/names.h"
#include "cloud/s3/rules/tags.h"

namespace bellwether::cloud::s3 {

// What listings show.
struct ObjectHead {
  std::uint64_t size = 0;
  aws::Timestamp last_modified;  // whole seconds, as on AWS
  std::string etag;              // without quotes
  std::string storage_class = "STANDARD";
  std::optional<ChecksumKind> checksum;
};

// Headers that are kept and given back; empty when they were not given.
struct SystemHeaders {
  std::string content_type;
  std::string cache_control;
  std::string content_disposition;
  std::string content_encoding;
  std::string content_language;
  std::string expires;
  std::string website_redirect_location;
  friend bool operator==(const SystemHeaders&, const SystemHeaders&) = default;
};

// A part of an object that was uploaded in parts. From then on they are numbered from 1, whatever
// numbers they were uploaded under.
struct ObjectPart {
  std::uint64_t size = 0;
  std::string checksum;  // base64, or empty
  friend bool operator==(const ObjectPart&, const ObjectPart&) = default;
};

// All of an object but its bytes.
struct Object {
  std::uint64_t size = 0;
  aws::Timestamp last_modified;  // whole seconds, as on AWS
  std::string etag;              // without quotes
  std::string storage_class = "STANDARD";
  std::optional<StoredChecksum> checksum;
  SystemHeaders headers;
  Metadata metadata;
  Tags tags;
  std::vector<ObjectPart> parts;
};

// The bytes: in the record, or in bodies.
struct Content {
  std::string bytes;
  std::vector<Segment> segments;
};

// Bytes up to this many are kept in the record. That costs one commit, where a file costs its
// making, its move, and its removal, about 60 us together. Above, the writer, of whom there is one,
// would copy for too long, and the store has to find too many neighbouring pages.
inline constexpr std::uint64_t kMaxInlineBytes = 32 * 1024;

// How many bytes of this object's content its record may hold. None where its key is longer than
// the store's own: such keys share a record, which every change copies (cloud/store/bucket.h).
std::uint64_t inline_limit(std::string_view bucket, std::string_view key);

std::string encode(const Object& object, const Content& content);
// These throw std::runtime_error for bytes that encode() did not write.
Object decode_object(std::string_view bytes);
ObjectHead decode_head(std::string_view bytes);
// Its bytes are a view into the record.
struct ContentView {
  std::string_view bytes;
  std::vector<Segment> segments;
};
ContentView decode_content(std::string_view bytes);

}  // namespace bellwether::cloud::s3
