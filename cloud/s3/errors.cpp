#include "cloud/s3/errors.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "aws/xml/writer.h"

namespace bellwether::cloud::s3::errors {
namespace {

using aws::xml::element;

constexpr int not_modified_status = 304;
constexpr int bad_request_status = 400;
constexpr int forbidden = 403;
constexpr int not_found = 404;
constexpr int conflict = 409;
constexpr int precondition_failed_status = 412;
constexpr int range_not_satisfiable = 416;
constexpr int internal_server_error = 500;
constexpr int not_implemented_status = 501;
constexpr int service_unavailable = 503;
constexpr int insufficient_storage = 507;

aws::Error error(int status, std::string_view code, std::string_view message,
                 std::string fields = {}) {
  return {.code = std::string(code),
          .message = std::string(message),
          .http_status = status,
          .fields = std::move(fields)};
}

}  // namespace

aws::Error access_denied() {
  return error(forbidden, "AccessDenied", "Access Denied");
}

aws::Error invalid_argument(std::string_view message, std::string_view name,
                            std::string_view value) {
  return error(bad_request_status, "InvalidArgument", message,
               element("ArgumentName", name) + element("ArgumentValue", value));
}

aws::Error invalid_request(std::string_view message) {
  return error(bad_request_status, "InvalidRequest", message);
}

aws::Error malformed_xml() {
  return error(bad_request_status, "MalformedXML",
               "The XML you provided was not well-formed or did not validate against our published "
               "schema");
}

aws::Error invalid_expected_owner(std::string_view value) {
  return error(bad_request_status, "InvalidBucketOwnerAWSAccountID",
               fmt::format("The value of the expected bucket owner parameter must be an AWS "
                           "Account ID... [{}]",
                           value));
}

aws::Error acl_not_supported() {
  return error(bad_request_status, "AccessControlListNotSupported",
               "The bucket does not allow ACLs");
}

aws::Error invalid_bucket_acl() {
  return error(bad_request_status, "InvalidBucketAclWithObjectOwnership",
               "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
}

aws::Error not_implemented_header(std::string_view header) {
  return error(not_implemented_status, "NotImplemented",
               "A header you provided implies functionality that is not implemented",
               element("Header", header));
}

aws::Error not_implemented(std::string_view what) {
  return error(not_implemented_status, "NotImplemented",
               fmt::format("{} is not supported by Bellwether", what));
}

aws::Error no_such_bucket(std::string_view bucket) {
  return error(not_found, "NoSuchBucket", "The specified bucket does not exist",
               element("BucketName", bucket));
}

aws::Error bucket_already_exists(std::string_view bucket) {
  return error(conflict, "BucketAlreadyExists",
               "The requested bucket name is not available. The bucket namespace is shared by all "
               "users of the system. Please select a different name and try again.",
               element("BucketName", bucket));
}

aws::Error bucket_already_owned_by_you(std::string_view bucket) {
  return error(conflict, "BucketAlreadyOwnedByYou",
               "Your previous request to create the named bucket succeeded and you already own it.",
               element("BucketName", bucket));
}

aws::Error bucket_not_empty(std::string_view bucket) {
  return error(conflict, "BucketNotEmpty", "The bucket you tried to delete is not empty",
               element("BucketName", bucket));
}

aws::Error invalid_bucket_name(std::string_view bucket) {
  return error(bad_request_status, "InvalidBucketName", "The specified bucket is not valid.",
               element("BucketName", bucket));
}

aws::Error invalid_location_constraint(std::string_view constraint) {
  return error(bad_request_status, "InvalidLocationConstraint",
               "The specified location-constraint is not valid",
               element("LocationConstraint", constraint));
}

aws::Error illegal_location_constraint(std::string_view message) {
  return error(bad_request_status, "IllegalLocationConstraintException", message);
}

aws::Error no_such_key(std::string_view key) {
  return error(not_found, "NoSuchKey", "The specified key does not exist.", element("Key", key));
}

aws::Error invalid_uri(std::string_view uri) {
  return error(bad_request_status, "InvalidURI", "Couldn't parse the specified URI.",
               element("URI", uri));
}

aws::Error key_too_long(std::uint64_t bytes, std::uint64_t most) {
  return error(bad_request_status, "KeyTooLongError", "Your key is too long",
               element("Size", bytes) + element("MaxSizeAllowed", most));
}

aws::Error metadata_too_large(std::uint64_t bytes, std::uint64_t most) {
  return error(bad_request_status, "MetadataTooLarge",
               "Your metadata headers exceed the maximum allowed metadata size",
               element("Size", bytes) + element("MaxSizeAllowed", most));
}

aws::Error entity_too_large(std::uint64_t proposed, std::uint64_t most) {
  return error(bad_request_status, "EntityTooLarge",
               "Your proposed upload exceeds the maximum allowed size",
               element("ProposedSize", proposed) + element("MaxSizeAllowed", most));
}

aws::Error invalid_storage_class() {
  return error(bad_request_status, "InvalidStorageClass",
               "The storage class you specified is not valid");
}

aws::Error invalid_object_state(std::string_view storage_class) {
  return error(forbidden, "InvalidObjectState",
               "The operation is not valid for the object's storage class",
               element("StorageClass", storage_class));
}

aws::Error no_such_version(std::string_view key, std::string_view version) {
  return error(not_found, "NoSuchVersion", "The specified version does not exist.",
               element("Key", key) + element("VersionId", version));
}

aws::Error user_key_must_be_specified() {
  return error(bad_request_status, "UserKeyMustBeSpecified",
               "The bucket POST must contain the specified field name. If it is specified, check "
               "the order of the fields.");
}

aws::Error invalid_range(std::string_view range, std::uint64_t object_size) {
  return error(range_not_satisfiable, "InvalidRange", "The requested range is not satisfiable",
               element("RangeRequested", range) + element("ActualObjectSize", object_size));
}

aws::Error precondition_failed(std::string_view condition) {
  return error(precondition_failed_status, "PreconditionFailed",
               "At least one of the pre-conditions you specified did not hold",
               element("Condition", condition));
}

aws::Error not_modified() {
  return error(not_modified_status, "NotModified", "Not Modified");
}

aws::Error bad_request(std::string_view message) {
  return error(bad_request_status, "BadRequest", message);
}

aws::Error invalid_tag(std::string_view message, std::string_view key) {
  return error(bad_request_status, "InvalidTag", message, element("TagKey", key));
}

aws::Error invalid_tag_value(std::string_view message, std::string_view key,
                             std::string_view value) {
  return error(bad_request_status, "InvalidTag", message,
               element("TagKey", key) + element("TagValue", value));
}

aws::Error incomplete_body() {
  return error(bad_request_status, "IncompleteBody", "The request body terminated unexpectedly");
}

aws::Error missing_content_length() {
  constexpr int length_required = 411;
  return error(length_required, "MissingContentLength",
               "You must provide the Content-Length HTTP header.");
}

aws::Error no_such_upload(std::string_view upload) {
  return error(not_found, "NoSuchUpload",
               "The specified upload does not exist. The upload ID may be invalid, or the upload "
               "may have been aborted or completed.",
               element("UploadId", upload));
}

aws::Error invalid_part(std::string_view upload, std::int64_t number, std::string_view etag) {
  return error(bad_request_status, "InvalidPart",
               "One or more of the specified parts could not be found.  The part may not have been "
               "uploaded, or the specified entity tag may not match the part's entity tag.",
               element("UploadId", upload) + element("PartNumber", number) + element("ETag", etag));
}

aws::Error invalid_part_order(std::string_view upload) {
  return error(
      bad_request_status, "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      element("UploadId", upload));
}

aws::Error part_too_small(std::int64_t number, std::string_view etag, std::uint64_t proposed,
                          std::uint64_t least) {
  return error(bad_request_status, "EntityTooSmall",
               "Your proposed upload is smaller than the minimum allowed size",
               element("ETag", etag) + element("MinSizeAllowed", least) +
                   element("PartNumber", number) + element("ProposedSize", proposed));
}

aws::Error invalid_part_number(std::string_view requested, std::uint64_t parts) {
  return error(range_not_satisfiable, "InvalidPartNumber",
               "The requested partnumber is not satisfiable",
               element("PartNumberRequested", requested) + element("ActualPartCount", parts));
}

aws::Error storage_full() {
  return error(insufficient_storage, "InsufficientStorage",
               "No space is left where Bellwether keeps its data: nothing was written. Free some "
               "and try again.");
}

aws::Error slow_down() {
  return error(service_unavailable, "SlowDown", "Please reduce your request rate.");
}

aws::Error internal_error(std::string_view reason) {
  return error(internal_server_error, "InternalError",
               fmt::format("We encountered an internal error. Please try again. ({})", reason));
}

}  // namespace bellwether::cloud::s3::errors
