################################################################################
#
# oopscope
#
################################################################################

OOPSCOPE_VERSION = 0.1.0
OOPSCOPE_SITE = https://example.org/oopscope
OOPSCOPE_LICENSE = MIT
OOPSCOPE_LICENSE_FILES = LICENSE docs/third-party.txt
OOPSCOPE_GOMOD = oopscope
OOPSCOPE_LDFLAGS = -X oopscope/console/config.released=$(OOPSCOPE_VERSION)
OOPSCOPE_GO_ENV = CGO_ENABLED=0

$(eval $(golang-package))
