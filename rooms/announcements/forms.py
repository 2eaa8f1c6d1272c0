from django import forms


class ReadAnnouncementForm(forms.Form):
    announcement = forms.IntegerField(min_value=1)
