/* What libcrypto would load, or ask of the name service, and what nothing of ours has it do: modules,
 * engines, host names. In its archive the calls bear these names (BellwetherLambda.cmake), so that a
 * static program does not carry glibc's loader and name service for their sake; its own calls of
 * dlopen and getaddrinfo stay what they are. */
#include <netdb.h>
#include <stddef.h>

void* bellwether_absent_dlopen(const char* file, int mode);
void* bellwether_absent_dlsym(void* handle, const char* name);
int bellwether_absent_dlclose(void* handle);
char* bellwether_absent_dlerror(void);
int bellwether_absent_dladdr(const void* address, void* info);
int bellwether_absent_getaddrinfo(const char* node, const char* service, const struct addrinfo* hints,
                                  struct addrinfo** found);
void bellwether_absent_freeaddrinfo(struct addrinfo* list);
const char* bellwether_absent_gai_strerror(int code);
int bellwether_absent_getnameinfo(const struct sockaddr* address, socklen_t size, char* host,
                                  socklen_t host_size, char* service, socklen_t service_size,
                                  int flags);
struct hostent* bellwether_absent_gethostbyname(const char* name);

void* bellwether_absent_dlopen(const char* file, int mode) {
  (void)file;
  (void)mode;
  return NULL;
}

void* bellwether_absent_dlsym(void* handle, const char* name) {
  (void)handle;
  (void)name;
  return NULL;
}

int bellwether_absent_dlclose(void* handle) {
  (void)handle;
  return -1;
}

char* bellwether_absent_dlerror(void) {
  static char text[] = "this program loads nothing";
  return text;
}

int bellwether_absent_dladdr(const void* address, void* info) {
  (void)address;
  (void)info;
  return 0;
}

int bellwether_absent_getaddrinfo(const char* node, const char* service, const struct addrinfo* hints,
                                  struct addrinfo** found) {
  (void)node;
  (void)service;
  (void)hints;
  *found = NULL;
  return EAI_FAIL;
}

void bellwether_absent_freeaddrinfo(struct addrinfo* list) {
  (void)list;
}

const char* bellwether_absent_gai_strerror(int code) {
  (void)code;
  return "this program asks no name service through OpenSSL";
}

int bellwether_absent_getnameinfo(const struct sockaddr* address, socklen_t size, char* host,
                                  socklen_t host_size, char* service, socklen_t service_size,
                                  int flags) {
  (void)address;
  (void)size;
  (void)host;
  (void)host_size;
  (void)service;
  (void)service_size;
  (void)flags;
  return EAI_FAIL;
}

struct hostent* bellwether_absent_gethostbyname(const char* name) {
  (void)name;
  return NULL;
}
