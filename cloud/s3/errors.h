// S3's errors, each with the code, message, status and further elements that AWS answers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
#pragma once

#include <cstdint>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3::errors {

aws::Error access_denied();
// The parameter's name as S3 spells it in <ArgumentName>.
aws::Error invalid_argument(std::string_view message, std::string_view name,
                            std::string_view value);
aws::Error invalid_request(std::string_view message);
aws::Error malformed_xml();
// The parameter's value is not an account's id.
aws::Error invalid_expected_owner(std::string_view value);
// Buckets here are as AWS makes them: their owner owns every object, and access control lists are
// off.
aws::Error acl_not_supported();
aws::Error invalid_bucket_acl();
// What a header asks for is not there, on AWS either.
aws::Error not_implemented_header(std::string_view header);
// What AWS has and Bellwether does not: named by `what`.
aws::Error not_implemented(std::string_view what);

aws::Error no_such_bucket(std::string_view bucket);
aws::Error bucket_already_exists(std::string_view bucket);
aws::Error bucket_already_owned_by_you(std::string_view bucket);
aws::Error bucket_not_empty(std::string_view bucket);
aws::Error invalid_bucket_name(std::string_view bucket);
aws::Error invalid_location_constraint(std::string_view constraint);
aws::Error illegal_location_constraint(std::string_view message);

aws::Error no_such_key(std::string_view key);
aws::Error invalid_uri(std::string_view uri);
aws::Error key_too_long(std::uint64_t bytes, std::uint64_t most);
aws::Error metadata_too_large(std::uint64_t bytes, std::uint64_t most);
aws::Error entity_too_large(std::uint64_t proposed, std::uint64_t most);
aws::Error invalid_storage_class();
// Its bytes would have to be restored from an archive first.
aws::Error invalid_object_state(std::string_view storage_class);
aws::Error no_such_version(std::string_view key, std::string_view version);
aws::Error user_key_must_be_specified();
aws::Error invalid_range(std::string_view range, std::uint64_t object_size);
// `condition` is the header that did not hold: "If-Match".
aws::Error precondition_failed(std::string_view condition);
aws::Error not_modified();
aws::Error bad_request(std::string_view message);
aws::Error invalid_tag(std::string_view message, std::string_view key);
aws::Error invalid_tag_value(std::string_view message, std::string_view key,
                             std::string_view value);

aws::Error incomplete_body();
aws::Error missing_content_length();

aws::Error no_such_upload(std::string_view upload);
aws::Error invalid_part(std::string_view upload, std::int64_t number, std::string_view etag);
aws::Error invalid_part_order(std::string_view upload);
aws::Error part_too_small(std::int64_t number, std::string_view etag, std::uint64_t proposed,
                          std::uint64_t least);
aws::Error invalid_part_number(std::string_view requested, std::uint64_t parts);

// Not AWS's, which is never full. No SDK repeats 507, as it would be in vain.
aws::Error storage_full();
aws::Error slow_down();
aws::Error internal_error(std::string_view reason);

}  // namespace bellwether::cloud::s3::errors
